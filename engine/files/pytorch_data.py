

def fail(sentence):
    sys.exit(f"{os.path.basename(sys.argv[0])}: {sentence}")


def opened(path):
    packed = {".gz": gzip, ".bz2": bz2, ".xz": lzma}.get(os.path.splitext(path)[1])
    return packed.open(path, "rb") if packed else open(path, "rb")


def bytes_of(path):
    with opened(path) as file:
        return bytearray(file.read())


def tensor_of(data, shape):
    if len(data) != math.prod(shape):
        fail(f"{len(data)} bytes of pictures are not the {math.prod(shape)} that are promised")
    return torch.frombuffer(data, dtype=torch.uint8).reshape(shape)


def find(folder, pattern):
    found = [name for name in sorted(os.listdir(folder)) if re.fullmatch(pattern, name)]
    found = [path for path in (os.path.join(folder, name) for name in found) if os.path.isfile(path)]
    return found[0] if found else None


def read_idx(path):
    data = bytes_of(path)
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] not in (8, 12):
        fail(f"{path}: no IDX file of bytes")
    sizes = struct.unpack(f">{data[3]}I", data[4:4 + 4 * data[3]])
    if data[2] == 8:
        return tensor_of(data[4 + 4 * data[3]:], sizes)
    return torch.tensor(struct.unpack(f">{math.prod(sizes)}i", data[4 + 4 * data[3]:])).reshape(sizes)


def read_mnist(folder, part, only=None):
    """The MNIST family: also EMNIST, whose pictures lie on their side, and QMNIST, whose labels have more columns."""
    sets = sorted(n[:n.index("-train")] for n in os.listdir(folder) if re.match(r".+-train-images[-.]idx3", n))
    if len(sets) > 1 and not only:
        fail(f"{folder}: several data sets; name one of them: " + ", ".join(os.path.join(folder, n) for n in sets))
    prefix = re.escape(only + "-") if only else r".*"
    prefix += r"train" if part == "train" else r"(t10k|test)"
    images = find(folder, prefix + r"-images[-.]idx3-ubyte(\.gz)?")
    labels = find(folder, prefix + r"-labels[-.]idx[12]-(ubyte|int)(\.gz)?")
    if not images or not labels:
        return None
    x, y = read_idx(images), read_idx(labels).long()
    if "emnist" in os.path.basename(images).lower():
        x = x.transpose(1, 2)
    return Stored(x[:, None].contiguous(), y[:, 0] if y.dim() == 2 else y)


def whole(folder, names):
    """The paths of these files; of all or of none."""
    paths = [os.path.join(folder, name) for name in names]
    there = [path for path in paths if os.path.isfile(path)]
    if there and len(there) < len(paths):
        fail(f"{folder}: found {len(there)} of the files {', '.join(names)}")
    return there


def read_cifar(folder, part):
    """CIFAR-10 and CIFAR-100 in their binary form."""
    names = [f"data_batch_{i}.bin" for i in range(1, 6)] if part == "train" else ["test_batch.bin"]
    head, label = 1, 0
    if os.path.exists(os.path.join(folder, part + ".bin")):
        names, head, label = [part + ".bin"], 2, 1
    there = whole(folder, names)
    if not there:
        return None
    parts = [bytes_of(path) for path in there]
    rows = torch.cat([tensor_of(data, (len(data) // (head + 3072), head + 3072)) for data in parts])
    return Stored(rows[:, head:].reshape(-1, 3, 32, 32), rows[:, label].long())


class Arrays(pickle.Unpickler):
    """Lists and NumPy's arrays; anything else that a pickle calls is refused."""

    def find_class(self, module, name):
        if (module.split(".")[0], name) in (("numpy", "_reconstruct"), ("numpy", "ndarray"), ("numpy", "dtype"),
                                            ("_codecs", "encode")):
            return super().find_class(module, name)
        fail(f"a pickle calls {module}.{name}, and one that calls functions is not read")


def read_pickles(folder, part):
    """CIFAR-10 and CIFAR-100 as Python's pickles."""
    names = [f"data_batch_{i}" for i in range(1, 6)] if part == "train" else ["test_batch"]
    paths = whole(folder, names) or whole(folder, [part])
    pixels, labels = [], []
    for path in paths:
        with open(path, "rb") as file:
            if file.read(1) != b"\x80":
                return None
            file.seek(0)
            read = Arrays(file, encoding="bytes").load()
        read = {key.decode() if isinstance(key, bytes) else key: value for key, value in read.items()}
        pixels.append(torch.from_numpy(read["data"]).reshape(-1, 3, 32, 32))
        labels += read["fine_labels"] if "fine_labels" in read else read["labels"]
    return Stored(torch.cat(pixels), torch.tensor(labels)) if paths else None


def read_stl(folder, part):
    """STL-10, whose pictures are written column by column and whose labels begin with 1."""
    images, labels = (os.path.join(folder, f"{part}_{which}.bin") for which in "Xy")
    if not os.path.exists(images) or not os.path.exists(labels):
        return None
    y = torch.frombuffer(bytes_of(labels), dtype=torch.uint8).long()
    return Stored(tensor_of(bytes_of(images), (len(y), 3, 96, 96)).transpose(2, 3).contiguous(), y)


def read_usps(folder, part):
    """USPS: a label from 1 and values with their places, or a label from 0 and all values, from -1 to 1."""
    path = find(folder, r"usps(\.bz2)?" if part == "train" else r"usps\.t(\.bz2)?") or find(
        folder, rf"zip\.{part}(\.gz)?")
    if not path:
        return None
    rows, labels = [], []
    with opened(path) as file:
        for line in file:
            label, *fields = line.split() or [b""]
            row = [0.0] * 256
            for at, field in enumerate(fields):
                place, value = field.split(b":") if b":" in field else (at + 1, field)
                row[int(place) - 1] = float(value)
            if label:
                rows.append(torch.tensor(row))
                labels.append(int(float(label)))
    x = ((torch.stack(rows) + 1) / 2 * 255 + 0.5).to(torch.uint8).reshape(-1, 1, 16, 16)
    return Stored(x, torch.tensor(labels) - int(os.path.basename(path).startswith("usps")))


def npy_of(data):
    """An array of NumPy's .npy format."""
    start = 12 if data[6] > 1 else 10
    end = start + int.from_bytes(data[8:start], "little")
    about = ast.literal_eval(data[start:end].decode("latin-1"))
    types = {"u1": torch.uint8, "i1": torch.int8, "i2": torch.int16, "i4": torch.int32, "i8": torch.int64,
             "f2": torch.float16, "f4": torch.float32, "f8": torch.float64, "b1": torch.bool}
    kind, shape, data = about["descr"], about["shape"], data[end:]
    if kind.lstrip("|<>=") not in types:
        fail(f"an array of {kind} in NumPy's file; numbers are expected")
    if kind[0] == ">":
        width, turned = int(kind[2:]), bytearray(len(data))
        for i in range(width):
            turned[i::width] = data[width - 1 - i::width]
        data = turned
    x = torch.frombuffer(data, dtype=types[kind.lstrip("|<>=")])
    return x.reshape(shape[::-1]).permute(*range(len(shape))[::-1]) if about["fortran_order"] else x.reshape(shape)


def stored(x, y):
    """Arrays of pictures in any of the usual shapes, from 0 to 255 or from 0 to 1; a 1 may stand for the class."""
    most = x.max().item()
    if x.dtype != torch.uint8:
        if not x.dtype == torch.bool and not (x.min().item() >= 0 and most <= 255):
            fail(f"the pictures have numbers from {x.min().item()} to {most}; expected are 0 to 255, or 0 to 1")
        ones = x.dtype == torch.bool or (x.is_floating_point() and most <= 1)
        x = (x.double() * (255 if ones else 1) + 0.5).to(torch.uint8)
    if x.dim() == 2:
        side = math.isqrt(x.shape[1])
        x = x.reshape(-1, 1, side, side)
    elif x.dim() == 3:
        x = x[:, None]
    elif x.shape[3] in (1, 3) and x.shape[1] != 3:
        x = x.permute(0, 3, 1, 2)
    y = y.double().argmax(1) if y.dim() == 2 and y.shape[1] > 1 else y.long().flatten()
    return Stored(x.contiguous(), y)


def kind_of(name):
    """What the name of an array says: the part, its rank, and whether it has labels or pictures; None: nothing."""
    name = name.lower()
    test, val = re.search("test|t10k", name), "val" in name
    y = re.match("y", name) or re.search("label|target|class|_y$", name) or name == "arr_1"
    x = re.match("x", name) or re.search("image|img|pictures|data|features|_x$", name) or name == "arr_0"
    return ("test" if test or val else "train", 1 if val else 2, "y" if y else "x") if x or y else None


def read_numpy(folder, only=None):
    """x_train, y_train and perhaps x_test, y_test, or names of that kind, in .npz files or as .npy files."""
    arrays = []
    for name in sorted(os.listdir(folder)):
        path, base = os.path.join(folder, name), os.path.splitext(name)[0]
        if name.lower().endswith(".npz") and name == (only or name):
            with zipfile.ZipFile(path) as archive:
                inside = [member[:-4] for member in archive.namelist() if member.endswith(".npy")]
                for one in inside:
                    kind = kind_of(base) if inside == ["arr_0"] and kind_of(base) else kind_of(one)
                    arrays.append((kind, bytearray(archive.read(one + ".npy"))))
        elif name.lower().endswith(".npy"):
            arrays.append((kind_of(base), bytes_of(path)))
    found = {}
    for kind, data in arrays:
        if kind and found.get((kind[0], kind[2]), (0, 0))[0] < kind[1]:
            found[kind[0], kind[2]] = kind[1], data
    parts = [stored(npy_of(found[part, "x"][1]), npy_of(found[part, "y"][1])) for part in ("train", "test")
             if (part, "x") in found and (part, "y") in found]
    if not parts or ("train", "x") not in found or ("train", "y") not in found:
        return None
    return tuple(parts) if len(parts) == 2 else set_aside(parts[0])


def is_number(text):
    try:
        return not text or float(text) is None
    except ValueError:
        return True


def read_table(path):
    """Kaggle's form of MNIST: a label and the pixels of a square in each row. None: it has no labels."""
    text = bytes_of(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in text.split("\n") if line.strip()]
    between = next((sign for sign in ",;\t" if sign in lines[0]), ",")
    rows = [[field.strip(" \"'") for field in line.split(between)] for line in lines]
    names = [name.lower() for name in rows.pop(0)] if any(f and is_number(f) for f in rows[0]) else []
    count = len(rows[0])
    spare = {i for i in range(count) if (i == count - 1 and not rows[0][i]) or (
        i == 0 and names and names[0] in ("", "id", "index", "unnamed: 0", "imageid", "image_id", "rowid"))}
    label = next((i for i, n in enumerate(names) if n in ("label", "labels", "class", "target", "digit", "y")), -1)
    try:
        table = torch.stack([torch.tensor([0.0 if i in spare else float(field) for i, field in enumerate(row)])
                             for row in rows])
    except (ValueError, RuntimeError) as error:
        fail(f"{path}: expected are rows of a label and pixels: {error}")
    columns = [i for i in range(count) if i not in spare]
    if label < 0 and math.isqrt(len(columns)) ** 2 == len(columns):
        return None
    if label < 0:
        first, last = table[:200, columns[0]], table[:200, columns[-1]]
        apart = last.max() > last.min() and (first.max() == first.min() or last.max() < first.max())
        label = columns[-1] if apart and not names else columns[0]
    x = table[:, [i for i in columns if i != label]]
    if not (x != x.floor()).any():
        x = x.int()
    side = math.isqrt(x.shape[1])
    if side * side != x.shape[1] and math.isqrt(x.shape[1] // 3) ** 2 * 3 == x.shape[1]:
        side = math.isqrt(x.shape[1] // 3)
        x = x.reshape(-1, side, side, 3)
    elif side * side != x.shape[1]:
        fail(f"{path}: {x.shape[1]} pixels in a row are no square")
    return stored(x, table[:, label])


def read_csv(folder, only=None):
    pattern = r".*(\.csv|\.csv\.gz|\.tsv)"
    train = os.path.join(folder, only) if only else find(folder, ".*(?i:train)" + pattern) or find(folder, pattern)
    test = None if only else find(folder, ".*(?i:test|val)" + pattern)
    data, other = train and read_table(train), test and test != train and read_table(test)
    return (data, other) if data and other else set_aside(data) if data else None


class Folder:
    """A folder for each class, with pictures that are read when they are needed."""

    endings = (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".gif", ".webp", ".ppm", ".pgm", ".pnm", ".pbm",
               ".tif", ".tiff")

    def __init__(self, folder, classes):
        self.files, self.labels, self.classes = [], [], classes
        for label, name in enumerate(classes):
            before = len(self.files)
            self.add(os.path.join(folder, name), label)
            if len(self.files) == before:
                fail(f"{os.path.join(folder, name)}: a class folder without pictures")

    def add(self, folder, label, depth=0):
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if os.path.isdir(path) and depth < 6 and is_content(folder, name):
                self.add(path, label, depth + 1)
            elif name.lower().endswith(self.endings) and name[0] != ".":
                self.files.append(path)
                self.labels.append(label)

    def part(self, chosen):
        other = object.__new__(Folder)
        other.files = [self.files[i] for i in chosen]
        other.labels = [self.labels[i] for i in chosen]
        other.classes = self.classes
        return other

    def __len__(self):
        return len(self.files)

    def batch(self, indices):
        try:
            from PIL import Image, ImageOps
        except ImportError:
            fail("pictures in folders are read by Pillow: pip install pillow")

        def one(index):
            with Image.open(self.files[index]) as picture:
                picture = ImageOps.exif_transpose(picture)
                if "A" in picture.getbands() or "transparency" in picture.info:
                    picture = picture.convert("RGBA")
                    white = Image.new("RGBA", picture.size, "white")
                    picture = Image.alpha_composite(white, picture)
                mode = "L" if SETTINGS["input"][0] == 1 else "RGB"
                picture = picture.convert(mode)
                data = bytearray(picture.tobytes())
                return fitted(tensor_of(data, (picture.height, picture.width, len(mode))).permute(2, 0, 1)[None])

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            x = torch.cat(list(pool.map(one, indices)))
        return x, torch.tensor([self.labels[i] for i in indices])


class Stored:
    """Pictures in memory, as bytes."""

    def __init__(self, pixels, labels):
        self.pixels, self.labels = pixels, labels
        if len(pixels) != len(labels):
            fail(f"{len(labels)} labels for {len(pixels)} pictures")
        if len(labels) and labels.min() < 0:
            fail(f"the label {labels.min().item()} is below 0")

    def __len__(self):
        return len(self.labels)

    def batch(self, indices):
        chosen = torch.tensor(indices, dtype=torch.long)
        return fitted(self.pixels[chosen]), self.labels[chosen]

    def part(self, chosen):
        chosen = torch.tensor(chosen, dtype=torch.long)
        return Stored(self.pixels[chosen], self.labels[chosen])


def is_content(folder, name):
    """False of what other systems leave in folders, and of links that lead back."""
    left = ("__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information", "lost+found", "__pycache__")
    here, there = os.path.realpath(folder), os.path.realpath(os.path.join(folder, name))
    return name[0] != "." and name not in left and not (here + os.sep).startswith(there.rstrip(os.sep) + os.sep)


def classes_of(folder):
    return sorted(n for n in os.listdir(folder) if os.path.isdir(os.path.join(folder, n)) and is_content(folder, n))


def has_pictures(folder):
    return any(n.lower().endswith(Folder.endings) and n[0] != "." for n in os.listdir(folder))


def has_classes(folder):
    return any(has_pictures(os.path.join(folder, name)) for name in classes_of(folder))


def read_folders(folder):
    """Class folders in train and val or test, or class folders alone."""
    inside = {re.sub("[-_ ]?(set|data|images)$", "", name.lower()): name for name in classes_of(folder)}
    inside = {short: name for short, name in inside.items() if has_classes(os.path.join(folder, name))}
    train = next((inside[name] for name in ("train", "training") if name in inside), None)
    test = next((inside[name] for name in ("val", "valid", "validation", "test", "testing") if name in inside), None)
    if not train and not has_classes(folder):
        return None
    classes = classes_of(os.path.join(folder, train or ""))
    for name in classes_of(os.path.join(folder, test)) if train and test else []:
        if name not in classes:
            fail(f"{os.path.join(folder, test, name)}: a class that the training pictures do not have")
    if train and test:
        return tuple(Folder(os.path.join(folder, name), classes) for name in (train, test))
    return set_aside(Folder(os.path.join(folder, train or ""), classes))


def set_aside(data):
    """One in six of each class is for testing."""
    seen, parts = {}, ([], [])
    for i, label in enumerate(int(label) for label in data.labels):
        at = seen.get(label, 0)
        seen[label] = at + 1
        parts[at % 6 == mixed(label * 1000003 + at // 6) % 6].append(i)
    return data.part(parts[0]), data.part(parts[1])


def mixed(key):
    """A number that looks drawn and is the same every time: Stride chooses the same pictures for testing by it."""
    mask = 2 ** 64 - 1
    z = (key + 0x9E3779B97F4A7C15) & mask
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
    return z ^ (z >> 31)


def read_folder(folder, depth=0):
    """What lies in the folder, or in the one folder in it that holds data."""
    for reader in (read_mnist, read_cifar, read_pickles, read_stl, read_usps):
        train, test = reader(folder, "train"), reader(folder, "test")
        if train:
            return (train, test) if test else set_aside(train)
    data = read_numpy(folder) or read_csv(folder) or read_folders(folder)
    if data or depth == 3:
        return data
    inner = [read_folder(os.path.join(folder, name), depth + 1) for name in classes_of(folder)]
    inner = [one for one in inner if one]
    if len(inner) < 2:
        return inner[0] if inner else None
    names = [name for one in inner if isinstance(one[0], Folder) for name in one[0].classes]
    if not all(isinstance(one[0], Folder) for one in inner) or len(set(names)) < len(names):
        fail(f"{folder}: several data sets; name one of them")
    return set_aside(Folder(folder, classes_of(folder)))  # cats/black, cats/white, dogs/old: cats and dogs


def read_path(path):
    folder, name = os.path.split(path.rstrip(os.sep))
    if os.path.isdir(path):
        return read_folder(path)
    if not os.path.exists(path):
        return read_mnist(folder, "train", name), read_mnist(folder, "test", name)  # one of several sets
    if name.lower().endswith((".npz", ".npy")):
        return read_numpy(folder or ".", name)
    if name.lower().endswith((".csv", ".csv.gz", ".tsv")):
        return read_csv(folder or ".", name)
    fail(f"{path}: a folder is expected, or a file .csv, .npz or .npy; an archive is unpacked first")


def read_data(name):
    """Pictures for training and pictures for testing."""
    path = {"fashion-mnist": "/usr/share/datasets/fashion-mnist"}.get(name, name)
    if not path or not (os.path.exists(path) or os.path.isdir(os.path.dirname(path))):
        fail(f"--data {name}: there is no such folder; digits that Stride generates are known to Stride alone")
    try:
        data = read_path(path)
    except (OSError, EOFError, ValueError, LookupError, RuntimeError, pickle.UnpicklingError, zipfile.error) as error:
        fail(f"{path}: {error}")
    if not data or not all(data) or not len(data[0]) or not len(data[1]):
        fail(f"{path}: neither the files of MNIST, EMNIST, CIFAR, STL-10, USPS, NumPy or Kaggle nor a folder of "
             "pictures for each class")
    lowest = min(int(min(part.labels)) for part in data)
    for part in data:
        if isinstance(part, Stored) and lowest == 1:
            part.labels = part.labels - 1
    return data
