"""first_pictures.py FOLDER TO COUNT: the first COUNT pictures and labels of each part of Fashion-MNIST, in its own files."""
import gzip, pathlib, struct, sys

folder, to, count = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
for file in sorted(folder.glob("*-ubyte.gz")):
    bytes_ = gzip.decompress(file.read_bytes())
    sizes = bytes_[3]  # how many numbers stand in the header after the magic one
    header = struct.unpack_from(f">{1 + sizes}I", bytes_)
    each = 1
    for size in header[2:]:
        each *= size
    some = min(count, header[1])
    start = 4 * (1 + sizes)
    part = struct.pack(f">{1 + sizes}I", header[0], some, *header[2:]) + bytes_[start : start + some * each]
    (to / file.name).write_bytes(gzip.compress(part, 9, mtime=0))
