#!/usr/bin/env python3
"""Are the tests awake? Flips one operator of engine/ at a time and sees whether the suite notices.

    tests/mutants.py [COUNT [SEED]]
    tests/mutants.py --again OUTPUT      those that survived in an earlier run, whose output this is

Each mutant is built in build-mutants and run against the engine's tests and PyTorch's vectors; one that passes them all is
built and run once more with the sanitizers, as the suite does. Survivors are printed with file and line: each is either no
change at all (an equal operator, a hint of speed) or a test that is missing.
"""

import glob
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import time

TESTS = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(TESTS)
PLACE = os.path.join(TOP, "build-mutants")
PROGRAMS = ["vectors", "test_operator_kinds", "test_operators_by_hand", "test_operators", "test_kernels",
            "test_network", "test_netfile", "test_document", "test_walk", "test_geometry", "test_memory",
            "test_files", "test_random_networks", "test_corpus", "test_training", "test_processors", "test_live",
            "test_architectures"]  # quick ones first
FLIPS = {" < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > ", " == ": " != ", " != ": " == ", " + ": " - ", " - ": " + ",
         " * ": " + ", " && ": " || ", " || ": " && ", "++": "--", " += ": " -= "}


def places():
    found = []
    for path in sorted(glob.glob(os.path.join(TOP, "engine", "*", "*.c"))):
        comment = False
        for number, line in enumerate(open(path)):
            begins, ends = "/*" in line, "*/" in line
            inside = comment or begins
            comment = (comment or begins) and not ends
            if inside or line.startswith("#") or '"' in line or re.match(r"^(static|bool|int|void|cnn_)[^=]*\{?$", line):
                continue
            for old in FLIPS:
                for match in re.finditer(re.escape(old), line):
                    found.append((os.path.relpath(path, os.path.join(TOP, "engine")), number, match.start(), old))
    return found


def survivors(output):
    """The mutants that an earlier run calls survivors, where their lines still stand."""
    found = []
    for name, column, old, text in re.findall(r"^survived (\S+):\d+:(\d+): (\S+) -> \S+   (.*)$", open(output).read(), re.M):
        flip = next(flip for flip in FLIPS if flip.strip() == old)
        lines = open(os.path.join(TOP, "engine", name)).readlines()
        found += [(name, number, int(column) - 1, flip) for number, line in enumerate(lines)
                  if line.strip() == text and line.startswith(flip, int(column) - 1)][:1]
    return found


def run(*command, timeout):
    try:
        return subprocess.run(command, capture_output=True, timeout=timeout).returncode
    except subprocess.TimeoutExpired:
        return 124


class Suite:
    """One copy of the sources, built in one way; knows how long each program takes when nothing is wrong."""

    def __init__(self, source, build, programs, *options):
        self.build, self.programs, self.seconds = build, programs, {}
        subprocess.run(["cmake", "-S", source, "-B", build, *options], check=True, capture_output=True)

    def caught(self):
        """The program that notices, or "". Each is built when those before it did not notice."""
        vectors = sorted(glob.glob(os.path.join(TESTS, "reference", "vectors", "*.json")))
        for program in self.programs:
            if run("cmake", "--build", self.build, "--target", program, timeout=900):
                return "does not build"
            # Libraries of the application keep some memory until the end; the engine must leave none.
            os.environ["ASAN_OPTIONS"] = f"detect_leaks={int(program != 'test_corpus')}"
            begin = time.time()
            if run(os.path.join(self.build, "tests", program), *(vectors if program == "vectors" else []),
                   timeout=self.seconds.get(program, 600)):
                return program
            self.seconds.setdefault(program, 10 + 8 * (time.time() - begin))
        return ""


def work(worker, mutants, results):
    try:
        try_mutants(worker, mutants, results)
    except Exception as problem:  # else the others would be waited for, for ever
        results.put((None, f"worker {worker}: {problem}"))


def try_mutants(worker, mutants, results):
    source = os.path.join(PLACE, f"source{worker}")
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(TOP, source, ignore=shutil.ignore_patterns("build*", ".git"))
    for path in glob.glob(os.path.join(source, "engine", "*", "*.c")):
        os.utime(path)  # what an interrupted run built may be of a mutant
    os.environ.update(UBSAN_OPTIONS="halt_on_error=1")
    suites = [Suite(source, os.path.join(PLACE, f"plain{worker}"), PROGRAMS, "-DCMAKE_BUILD_TYPE=Release"),
              Suite(source, os.path.join(PLACE, f"sanitized{worker}"), PROGRAMS[:-1], "-DCMAKE_BUILD_TYPE=Debug",
                    "-DSTRIDE_SANITIZE=address,undefined")]
    if any(suite.caught() for suite in suites):
        results.put((None, "the suite fails without any mutant"))
        return
    for mutant in iter(mutants.get, None):
        name, number, at, old = mutant
        path = os.path.join(source, "engine", name)
        lines = open(path).readlines()
        original = lines[number]
        lines[number] = original[:at] + FLIPS[old] + original[at + len(old):]
        open(path, "w").writelines(lines)
        by = suites[0].caught() or suites[1].caught()
        lines[number] = original
        open(path, "w").writelines(lines)
        results.put((mutant, by))


def main():
    if sys.argv[1:2] == ["--again"]:
        chosen = survivors(sys.argv[2])
    else:
        count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
        chosen = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1).sample(places(), count)
    count = len(chosen)
    mutants, results, workers = multiprocessing.Queue(), multiprocessing.Queue(), os.cpu_count() or 1
    for mutant in chosen + [None] * workers:
        mutants.put(mutant)
    for worker in range(workers):
        multiprocessing.Process(target=work, args=(worker, mutants, results), daemon=True).start()
    killed = 0
    for done in range(1, count + 1):
        mutant, by = results.get()
        if not mutant:
            sys.exit(by)
        name, number, at, old = mutant
        killed += bool(by)
        if not by:
            line = open(os.path.join(TOP, "engine", name)).readlines()[number]
            print(f"survived {name}:{number + 1}:{at + 1}: {old.strip()} -> {FLIPS[old].strip()}   {line.strip()}", flush=True)
        print(f"{killed} of {done} caught, {name}:{number + 1} by {by or 'none'}", flush=True)
    sys.exit(killed < 0.9 * count)


if __name__ == "__main__":
    main()
