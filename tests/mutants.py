#!/usr/bin/env python3
"""Are the tests awake? Flips one operator of engine/ at a time and sees whether the suite notices.

    tests/mutants.py [COUNT [SEED]]

Each mutant is built in build-mutants and run against the engine's tests and PyTorch's vectors. Survivors are printed with
file and line: each is either no change at all (an equal operator, a hint of speed) or a test that is missing.
"""

import glob
import os
import random
import re
import shutil
import subprocess
import sys

TESTS = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(TESTS)
COPY = os.path.join(TOP, "build-mutants", "source")
BUILD = os.path.join(TOP, "build-mutants", "build")
PROGRAMS = ["vectors", "test_operators", "test_random_networks", "test_network", "test_walk", "test_geometry", "test_memory",
            "test_corpus", "test_files", "test_architectures", "test_training"]  # the quickest to notice first
FLIPS = {" < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > ", " == ": " != ", " != ": " == ", " + ": " - ", " - ": " + ",
         " * ": " + ", " && ": " || ", " || ": " && ", "++": "--", " += ": " -= "}


def places():
    found = []
    for path in sorted(glob.glob(os.path.join(TOP, "engine", "*.c"))):
        comment = False
        for number, line in enumerate(open(path)):
            begins, ends = "/*" in line, "*/" in line
            inside = comment or begins
            comment = (comment or begins) and not ends
            if inside or line.startswith("#") or '"' in line or re.match(r"^(static|bool|int|void|cnn_)[^=]*\{?$", line):
                continue
            for old in FLIPS:
                for match in re.finditer(re.escape(old), line):
                    found.append((os.path.basename(path), number, match.start(), old))
    return found


def run(*command, timeout):
    try:
        return subprocess.run(command, capture_output=True, timeout=timeout).returncode
    except subprocess.TimeoutExpired:
        return 124


def caught():
    """The program that notices, or "". Each is built when those before it did not notice."""
    vectors = sorted(glob.glob(os.path.join(TESTS, "reference", "vectors", "*.json")))
    for program in PROGRAMS:
        if run("cmake", "--build", BUILD, "--parallel", "2", "--target", program, timeout=600):
            return "does not build"
        if run(os.path.join(BUILD, "tests", program), *(vectors if program == "vectors" else []), timeout=120):
            return program
    return ""


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    chosen = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1).sample(places(), count)
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(TOP, COPY, ignore=shutil.ignore_patterns("build*", ".git"))
    subprocess.run(["cmake", "-S", COPY, "-B", BUILD, "-DCMAKE_BUILD_TYPE=Release"], check=True, capture_output=True)
    if caught():
        sys.exit("the suite fails without any mutant")
    killed = 0
    for done, (name, number, at, old) in enumerate(chosen, 1):
        path = os.path.join(COPY, "engine", name)
        lines = open(path).readlines()
        original = lines[number]
        lines[number] = original[:at] + FLIPS[old] + original[at + len(old):]
        open(path, "w").writelines(lines)
        by = caught()
        killed += bool(by)
        if not by:
            print(f"survived {name}:{number + 1}:{old}-> {FLIPS[old].strip()}   {original.strip()}", flush=True)
        lines[number] = original
        open(path, "w").writelines(lines)
        print(f"{killed} of {done} caught, {name}:{number + 1} by {by or 'none'}", flush=True)
    sys.exit(killed < 0.9 * count)


if __name__ == "__main__":
    main()
