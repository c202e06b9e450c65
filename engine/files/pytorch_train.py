

def fitted(x):
    """Bytes [N, C, H, W] as what the network reads: in its size, in its range, and normalised."""
    channels, height, width = SETTINGS["input"]
    x = x.float() / 255
    if x.shape[1] == 1 and channels == 3:
        x = x.expand(-1, 3, -1, -1)
    elif x.shape[1] == 3 and channels == 1:
        x = (x * torch.tensor([0.299, 0.587, 0.114])[:, None, None]).sum(1, keepdim=True)
    elif x.shape[1] != channels:
        fail(f"the pictures have {x.shape[1]} channels and the network reads {channels}")
    h, w = x.shape[2:]
    if (h, w) != (height, width) or SETTINGS["fit"] == "crop":
        if SETTINGS["fit"] == "crop":
            shorter = SETTINGS["shorter"]
            wide = h < w if shorter else height / h > width / w  # the height is what limits it
            side = shorter or round((height if wide else width) * 8 / 7)
            x = resized(x, *((side, max(width, side * w // h)) if wide else (max(height, side * h // w), side)))
            top, left = round((x.shape[2] - height) / 2), round((x.shape[3] - width) / 2)
            x = x[:, :, top:top + height, left:left + width]
        elif SETTINGS["fit"] == "usual" and h <= height and w <= width:
            top, left = (height - h) // 2, (width - w) // 2
            x = F.pad(x, (left, width - w - left, top, height - h - top))
        elif SETTINGS["fit"] == "usual" and h >= height and w >= width:
            x = F.adaptive_avg_pool2d(x, (height, width)) if h % height == w % width == 0 else resized(x, height, width)
        else:
            x = resized(x, height, width)
    low, high = SETTINGS["range"]
    x = low + (high - low) * x
    if SETTINGS["mean"]:
        mean, std = (torch.tensor(SETTINGS[key])[:, None, None] for key in ("mean", "std"))
        x = (x - mean) / std
    return x


def resized(x, height, width):
    return F.interpolate(x, (height, width), mode=SETTINGS["filter"], antialias=True).clamp(0, 1)


def loss_of(y, labels, x):
    """The mean over the images."""
    if SETTINGS["copies"]:  # the input itself is wanted
        return F.mse_loss(y, x)
    if SETTINGS["softmax"]:
        y = F.softmax(y, 1)
    y = y.flatten(1)
    if SETTINGS["loss"] == "softmax-cross-entropy":
        return F.cross_entropy(y, labels)
    if SETTINGS["loss"] == "mse":
        own, others = SETTINGS["targets"]
        wanted = torch.full_like(y, others).scatter(1, labels[:, None], own)
        return F.mse_loss(y, wanted)
    if SETTINGS["loss"] == "smallest-distance":
        margin = torch.full_like(y[:, :1], -SETTINGS["margin"])
        return (y.gather(1, labels[:, None])[:, 0] + torch.logsumexp(torch.cat([-y, margin], 1), 1)).mean()
    fail(f"the loss {SETTINGS['loss']} compares with numbers and not with classes, so pictures cannot train it")


def rate_at(options, iteration, per_epoch):
    done = iteration / per_epoch
    part, rate = done / SETTINGS["epochs"], options.rate
    if SETTINGS["schedule"] == "cosine":
        rate *= (1 + math.cos(math.pi * part)) / 2 if part < 1 else 0
    elif SETTINGS["schedule"] == "step":
        rate *= SETTINGS["factor"] ** math.floor(part)
    if (iteration + 1) / per_epoch < SETTINGS["warmup"]:
        rate *= (iteration + 1) / per_epoch / SETTINGS["warmup"]
    return rate


BUFFERS = {"momentum.": ("momentum_buffer", "exp_avg"), "second.": ("exp_avg_sq",)}


def optimizer_of(parameters, rate):
    kind, decay = SETTINGS["optimizer"], SETTINGS["decay"]
    if kind in ("sgd", "nesterov"):
        nesterov = kind == "nesterov"
        return torch.optim.SGD(parameters, rate, SETTINGS["momentum"], weight_decay=decay, nesterov=nesterov)
    adam = torch.optim.AdamW if kind == "adamw" else torch.optim.Adam
    return adam(parameters, rate, SETTINGS["betas"], SETTINGS["epsilon"], decay)


def names_of(data, before):
    """What the classes are called, as a JSON list: by the folders, by the network, or by the file that is gone on from."""
    names = getattr(data, "classes", None) or SETTINGS["classes"]
    if names:
        return json.dumps([name.encode(errors="replace").decode() for name in names], ensure_ascii=False)
    if not before:
        return None
    with open(before, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    return header.get("__metadata__", {}).get("classes")


def keep(path, model, optimizer, iteration, options, names):
    """A checkpoint: parameters, what the optimizer keeps, and where training stands. Stride opens it."""
    state = dict(model.state_dict())
    for name, parameter in model.named_parameters():
        for prefix, keys in BUFFERS.items():
            for key in keys:
                if optimizer.state.get(parameter, {}).get(key) is not None:
                    state[prefix + name] = optimizer.state[parameter][key]
    about = {"format": "pt", "iteration": iteration, "rate": options.rate, "momentum": SETTINGS["momentum"],
             "decay": SETTINGS["decay"], "batch": options.batch, "seed": options.seed}
    if names:
        about["classes"] = names
    save(path + ".part", state, {key: str(value) for key, value in about.items()})
    os.replace(path + ".part", path)


def go_on(path, model, optimizer):
    """Takes up a checkpoint and returns the iterations that were done."""
    state = load(path, whole=True)
    about = state.pop("")
    kept = {name: state.pop(name) for name in list(state) if name.startswith(tuple(BUFFERS))}
    model.load_state_dict(state, strict=False)
    iteration = max(int(about.get("iteration", 0)), 0)
    adam = SETTINGS["optimizer"].startswith("adam")
    for name, parameter in model.named_parameters():
        if parameter.requires_grad and "momentum." + name in kept:
            entry = {BUFFERS["momentum."][adam]: kept["momentum." + name].to(parameter.device)}
            if adam:
                entry["exp_avg_sq"] = kept["second." + name].to(parameter.device)
                entry["step"] = torch.tensor(float(iteration))
            optimizer.state[parameter] = entry
    return iteration


def newest(options):
    found = {}
    for name in os.listdir(options.out):
        match = re.fullmatch(re.escape(stem()) + r"-epoch-(\d+)\.safetensors", name)
        if match:
            found[int(match.group(1))] = os.path.join(options.out, name)
    return found[max(found)] if found else None


def stem():
    return os.path.splitext(os.path.basename(__file__))[0]


def right_of(model, data, device, rank, world):
    """How many of this process's share of the pictures are classified correctly, and of how many."""
    model.eval()
    right = torch.zeros(2, device=device)
    with torch.no_grad():
        mine = list(range(rank, len(data), world))
        for begin in range(0, len(mine), 256):
            x, labels = data.batch(mine[begin:begin + 256])
            y = model(x.to(device)).flatten(1)
            guess = y.argmin(1) if SETTINGS["loss"] == "smallest-distance" else y.argmax(1)
            right += torch.stack([(guess == labels.to(device)).sum(), torch.tensor(len(labels), device=device)])
    model.train()
    return right


def summed(tensor, world):
    if world > 1:
        torch.distributed.all_reduce(tensor)
    return tensor.tolist()


def train(options, rank, world, device):
    torch.manual_seed(options.seed)
    data, test = read_data(options.data)
    each = options.batch // world
    per_epoch = len(data) // world // each if each else 0
    if not per_epoch:
        fail(f"{len(data)} pictures are too few for a minibatch of {options.batch}: give a smaller --batch" if each else
             f"a minibatch of {options.batch} cannot be shared by {world} processes")
    model = Network().to(device)
    beside = os.path.splitext(os.path.abspath(__file__))[0] + ".safetensors"
    weights = options.weights or (beside if os.path.exists(beside) else None)
    if weights:
        model.load_state_dict(load(weights), strict=False)
    optimizer = optimizer_of([p for p in model.parameters() if p.requires_grad], options.rate)
    begin = options.resume if options.resume else newest(options) if options.resume == "" else None
    iteration = go_on(begin, model, optimizer) if begin else 0
    names = names_of(data, begin or weights)
    if rank == 0:
        print(f"{len(data)} pictures, {per_epoch} minibatches of {each * world} an epoch, {world} processes"
              + (f", going on from {begin}" if begin else ""), flush=True)
    whole = model
    if world > 1:
        if device.type == "cuda":
            whole = nn.SyncBatchNorm.convert_sync_batchnorm(whole)
        whole = nn.parallel.DistributedDataParallel(whole, find_unused_parameters=SETTINGS["unused"])
    sampler = torch.utils.data.distributed.DistributedSampler(data, world, rank, True, options.seed, drop_last=True)
    model.train()
    for epoch in range(iteration // per_epoch, options.epochs):
        sampler.set_epoch(epoch)
        order, losses = list(sampler), torch.zeros(2, device=device)
        for at in range(iteration % per_epoch, per_epoch):
            x, labels = data.batch(order[at * each:(at + 1) * each])
            for group in optimizer.param_groups:
                group["lr"] = rate_at(options, iteration, per_epoch)
            loss = loss_of(whole(x.to(device)), labels.to(device), x.to(device))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            iteration += 1
            losses += torch.stack([loss.detach(), torch.ones((), device=device)])
        total, count = summed(losses, world)
        right, of = summed(right_of(model, test, device, rank, world), world)
        if rank == 0:
            path = os.path.join(options.out, f"{stem()}-epoch-{epoch + 1:03d}.safetensors")
            keep(path, model, optimizer, iteration, options, names)
            share = "" if SETTINGS["copies"] else f", {100 * right / of:.2f} % of {of:.0f} test pictures"
            print(f"epoch {epoch + 1}: loss {total / count:.4f}{share}, {path}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Trains the network. On several processors or machines: "
                                     "torchrun --nproc_per_node N " + os.path.basename(__file__) + " --data DIR")
    parser.add_argument("--data", default=SETTINGS["data"], required=not SETTINGS["data"],
                        help="a folder that Stride opens: MNIST's family, CIFAR, STL-10, NumPy, CSV, or class folders")
    parser.add_argument("--epochs", type=int, default=10, help="all epochs, those that are resumed too (10)")
    parser.add_argument("--batch", type=int, default=SETTINGS["batch"], help="images of a minibatch of all processes")
    parser.add_argument("--rate", type=float, default=SETTINGS["rate"], help="the learning rate at its highest")
    parser.add_argument("--seed", type=int, default=SETTINGS["seed"], help="of the order of pictures and of dropout")
    parser.add_argument("--weights", help="starting values; else those of the file beside this one")
    parser.add_argument("--resume", nargs="?", const="", help="go on from a checkpoint, or from the newest in --out")
    parser.add_argument("--out", default=".", help="the folder of the checkpoints, one each epoch")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    world, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    device = torch.device("cpu")
    if torch.cuda.is_available():
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(device)
    if world > 1:
        torch.distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    train(options, rank, world, device)
    if world > 1:
        torch.distributed.destroy_process_group()


if __name__ == "__main__":
    main()
