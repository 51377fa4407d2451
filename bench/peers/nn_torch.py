"""torch's training steps of three autoencoders, encoding and decoding, on the processor: nn_torch.py [SETTINGS].

SETTINGS is a JSON object, each key optional: `steps` timed (40), `warmUp` runs before them (10), `threads` (torch's
own choice), `nets` by name (all), `compile` to time torch.compile too (true). Prints one line of JSON: milliseconds of
the first run, the median and the minimum of the timed ones; counts of trained parameters; the batch's error before the
first and after the last of all `warmUp` + `steps` updates. `encode10000` is of pictures 28x28 by mlp's encoder in
batches of 1020, as floats that are ready; `encodeBytes10000` the same from bytes 0 to 255, as pictures are kept; `decode24` of frames 64x64x3 by dcgan64's decoder, both in inference mode.

A step is forward, mean squared error per pixel, backward and Adam (1e-3) on one batch, float32, of random pictures in
[0, 1]. `fused` is the same step by Adam(fused=True), `compiled` by torch.compile(net), where the first run compiles;
null where that does not work, mostly for want of a C++ compiler. Each way starts from the same weights.

The nets. Convolutions and their transposes have 4x4 kernels, stride 2 and padding 1 (TensorFlow's "same" for even
sides). BN is batch normalisation (epsilon 1e-5; a step keeps 0.9 of the running statistics) of each feature after a
dense layer, of each channel after a convolution; a layer before it has no bias, every other layer has one. Leaky ReLU
has slope 0.2. A bar parts encoder from decoder.

mlp, 28x28x1, batch 128, 1,071,384 parameters:
  dense 784-512 ReLU, dense 512-256 ReLU, dense 256-8 |
  dense 8-256 ReLU, dense 256-512 ReLU, dense 512-784 sigmoid

infogan28, 28x28x1, batch 64, 13,257,473 parameters (discriminator and generator of InfoGAN, Chen et al. 2016):
  convolution 1-64 leaky ReLU, convolution 64-128 BN leaky ReLU, dense 6272-1024 BN leaky ReLU, dense 1024-64 |
  dense 64-1024 BN ReLU, dense 1024-6272 BN ReLU, transposed 128-64 BN ReLU, transposed 64-1 sigmoid

dcgan64, 64x64x3, batch 32, 2,208,199 parameters (after DCGAN, Radford et al. 2016):
  convolution 3-32 leaky ReLU, convolutions 32-64, 64-128, 128-256 each BN leaky ReLU, dense 4096-100 |
  dense 100-4096 BN ReLU, transposed 256-128, 128-64, 64-32 each BN ReLU, transposed 32-3 sigmoid
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

SEED = 1
LEAK = 0.2


class Autoencoder(nn.Module):
    def __init__(self, encoder: nn.Module, decoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def forward(self, pictures: Tensor) -> Tensor:
        return self.decoder(self.encoder(pictures))


def dense(inputs: int, outputs: int, activation: nn.Module) -> list[nn.Module]:
    return [nn.Linear(inputs, outputs, bias=False), nn.BatchNorm1d(outputs), activation]


def convolution(inputs: int, outputs: int) -> list[nn.Module]:
    layer = nn.Conv2d(inputs, outputs, 4, stride=2, padding=1, bias=False)
    return [layer, nn.BatchNorm2d(outputs), nn.LeakyReLU(LEAK)]


def transposed(inputs: int, outputs: int) -> list[nn.Module]:
    layer = nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False)
    return [layer, nn.BatchNorm2d(outputs), nn.ReLU()]


def first(inputs: int, outputs: int) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, 4, stride=2, padding=1), nn.LeakyReLU(LEAK)]


def picture(inputs: int, outputs: int) -> list[nn.Module]:
    return [nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1), nn.Sigmoid()]


def mlp() -> Autoencoder:
    encoder = [nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 8)]
    decoder = [nn.Linear(8, 256), nn.ReLU(), nn.Linear(256, 512), nn.ReLU(), nn.Linear(512, 784), nn.Sigmoid()]
    return Autoencoder(nn.Sequential(*encoder), nn.Sequential(*decoder))


def infogan28() -> Autoencoder:
    encoder = [*first(1, 64), *convolution(64, 128), nn.Flatten()]
    encoder += [*dense(128 * 7 * 7, 1024, nn.LeakyReLU(LEAK)), nn.Linear(1024, 64)]
    decoder = [*dense(64, 1024, nn.ReLU()), *dense(1024, 128 * 7 * 7, nn.ReLU()), nn.Unflatten(1, (128, 7, 7))]
    decoder += [*transposed(128, 64), *picture(64, 1)]
    return Autoencoder(nn.Sequential(*encoder), nn.Sequential(*decoder))


def dcgan64() -> Autoencoder:
    encoder = [*first(3, 32), *convolution(32, 64), *convolution(64, 128), *convolution(128, 256)]
    encoder += [nn.Flatten(), nn.Linear(256 * 4 * 4, 100)]
    decoder = [*dense(100, 256 * 4 * 4, nn.ReLU()), nn.Unflatten(1, (256, 4, 4))]
    decoder += [*transposed(256, 128), *transposed(128, 64), *transposed(64, 32), *picture(32, 3)]
    return Autoencoder(nn.Sequential(*encoder), nn.Sequential(*decoder))


# How to build each net, and the shape of its batch.
NETS: dict[str, tuple[Callable[[], Autoencoder], tuple[int, ...]]] = {
    "mlp": (mlp, (128, 784)),
    "infogan28": (infogan28, (64, 1, 28, 28)),
    "dcgan64": (dcgan64, (32, 3, 64, 64)),
}


@dataclass(frozen=True)
class Settings:
    steps: int = 40
    warmUp: int = 10
    threads: int | None = None
    nets: tuple[str, ...] = tuple(NETS)
    compile: bool = True


def timed(settings: Settings, run: Callable[[], object]) -> dict[str, float]:
    times = []
    for _ in range(settings.warmUp + settings.steps):
        started = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - started))
    kept = times[settings.warmUp :]
    figures = {"firstMs": times[0], "medianMs": statistics.median(kept), "minMs": min(kept)}
    return {name: round(value, 3) for name, value in figures.items()}


def train(name: str, settings: Settings, fused: bool = False, compiled: bool = False) -> dict[str, object]:
    build, shape = NETS[name]
    torch.manual_seed(SEED)
    net = build()
    pictures = torch.rand(shape)
    forward = torch.compile(net) if compiled else net
    error = nn.MSELoss()
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-3, fused=fused or None)

    def step() -> None:
        optimiser.zero_grad(set_to_none=True)
        error(forward(pictures), pictures).backward()
        optimiser.step()

    @torch.no_grad()
    def loss() -> float:
        return error(net(pictures), pictures).item()

    start = loss()
    return {**timed(settings, step), "lossAtStart": start, "loss": loss()}


def try_compiled(name: str, settings: Settings) -> tuple[dict[str, object] | None, str | None]:
    """Figures, or None and why there are none."""
    try:
        return train(name, settings, compiled=True), None
    except Exception as problem:  # the compiler's errors share no class
        return None, str(problem).strip().split("\n")[0]


@torch.inference_mode()
def encode(settings: Settings) -> dict[str, float]:
    torch.manual_seed(SEED)
    encoder = mlp().eval().encoder
    pictures = torch.rand(10_000, 784)
    return timed(settings, lambda: torch.cat([encoder(batch) for batch in pictures.split(1020)]))


@torch.inference_mode()
def encode_bytes(settings: Settings) -> dict[str, float]:
    torch.manual_seed(SEED)
    encoder = mlp().eval().encoder
    pictures = torch.randint(0, 256, (10_000, 784), dtype=torch.uint8)
    return timed(settings, lambda: torch.cat([encoder(batch.float() / 255) for batch in pictures.split(1020)]))


@torch.inference_mode()
def decode(settings: Settings) -> dict[str, float]:
    torch.manual_seed(SEED)
    decoder = dcgan64().eval().decoder
    codes = torch.randn(24, 100)
    return timed(settings, lambda: decoder(codes))


def main(settings: Settings) -> dict[str, object]:
    if settings.threads is not None:
        torch.set_num_threads(settings.threads)
    nets: dict[str, dict[str, object]] = {}
    for name in settings.nets:
        build, shape = NETS[name]
        parameters = sum(parameter.numel() for parameter in build().parameters())
        figures = {"batch": shape[0], "parameters": parameters, **train(name, settings)}
        nets[name] = {**figures, "fused": train(name, settings, fused=True), "compiled": None}
    inference = {
        "encode10000": encode(settings),
        "encodeBytes10000": encode_bytes(settings),
        "decode24": decode(settings),
    }
    problem = None
    # Last, since compiling leaves processes behind that wait for more to compile.
    for name in settings.nets if settings.compile else ():
        nets[name]["compiled"], failure = try_compiled(name, settings)
        problem = problem or failure
    return {
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "steps": settings.steps,
        "warmUp": settings.warmUp,
        "nets": nets,
        **inference,
        "compileProblem": problem,
    }


if __name__ == "__main__":
    print(json.dumps(main(Settings(**json.loads(sys.argv[1] if len(sys.argv) > 1 else "{}")))))
