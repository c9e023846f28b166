"""A transformer that reads and writes characters: two layers, width 64, on one core."""

import random
from collections.abc import Sequence

import torch
from torch.nn import functional

from benchmarks.training.sorting import LONGEST

VERSION = str(torch.__version__)
PAD, END = 0, 1
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzA:=,.!?<>#-/ "
_CODES = {letter: n for n, letter in enumerate(ALPHABET, 2)}
WIDTH, HEADS, LAYERS = 64, 4, 2
_EACH = WIDTH // HEADS

Weights = dict[str, torch.Tensor]

torch.set_num_threads(1)


def make_weights(seed: int) -> Weights:
    """Random weights; every tensor asks for its gradient."""
    chance = torch.Generator().manual_seed(seed)

    def draw(*shape: int, scale: float = 0.02) -> torch.Tensor:
        return (torch.randn(*shape, generator=chance) * scale).requires_grad_()

    weights = {"letters": draw(len(_CODES) + 2, WIDTH), "places": draw(8 + LONGEST + 1, WIDTH)}
    for layer in range(LAYERS):
        weights |= {
            f"{layer}.qkv": draw(3 * WIDTH, WIDTH, scale=WIDTH**-0.5),
            f"{layer}.out": draw(WIDTH, WIDTH, scale=WIDTH**-0.5 / 2),
            f"{layer}.up": draw(4 * WIDTH, WIDTH, scale=WIDTH**-0.5),
            f"{layer}.down": draw(WIDTH, 4 * WIDTH, scale=WIDTH**-0.5 / 4),
        }
    return weights


def encode(prompts: Sequence[str], replies: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Codes of prompt, sign and reply, (n, length), and marks of the reply and its end."""
    lead = len(prompts[0]) + 1
    length = lead + max(map(len, replies)) + 1
    codes = torch.zeros(len(prompts), length, dtype=torch.long)
    written = torch.zeros(len(prompts), length)
    for row, (prompt, reply) in enumerate(zip(prompts, replies, strict=True)):
        line = [_CODES[letter] for letter in f"{prompt}={reply}"]
        line += [END] * (len(reply) < LONGEST)
        codes[row, : len(line)] = torch.tensor(line)
        written[row, lead : len(line)] = 1.0
    return codes, written


def log_odds(weights: Weights, codes: torch.Tensor) -> torch.Tensor:
    """Log-probabilities of the next character after each, (n, length, alphabet)."""
    count, length = codes.shape
    x = functional.embedding(codes, weights["letters"]) + weights["places"][:length]
    for layer in range(LAYERS):
        q, k, v = _heads(weights, layer, x)
        seen = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = _rest(weights, layer, x, seen.transpose(1, 2).reshape(count, length, WIDTH))
    return functional.log_softmax(_norm(x) @ weights["letters"].T, dim=-1)


def log_chances(weights: Weights, codes: torch.Tensor) -> torch.Tensor:
    """Log-probability of each character but the first, (n, length - 1)."""
    return log_odds(weights, codes[:, :-1]).gather(2, codes[:, 1:, None]).squeeze(2)


def write(weights: Weights, prompts: Sequence[str], seed: str) -> list[str]:
    """One reply to each prompt, drawn at temperature 1; the seed is a text."""
    with torch.no_grad():
        return _write(weights, prompts, torch.Generator().manual_seed(seed_of(seed)))


def _write(weights: Weights, prompts: Sequence[str], chance: torch.Generator) -> list[str]:
    """Keys and values are kept as it writes, and replies that have ended are left out."""
    given = torch.tensor([[_CODES[letter] for letter in f"{prompt}="] for prompt in prompts])
    count, lead = given.shape
    kept = [torch.zeros(2, count, HEADS, lead + LONGEST, _EACH) for _ in range(LAYERS)]
    written = torch.zeros(count, LONGEST, dtype=torch.long)
    active, codes, at = torch.arange(count), given, 0
    for place in range(LONGEST):
        until = at + codes.shape[1]
        x = functional.embedding(codes, weights["letters"]) + weights["places"][at:until]
        for layer in range(LAYERS):
            q, k, v = _heads(weights, layer, x)
            cache = kept[layer]
            cache[0, :, :, at:until], cache[1, :, :, at:until] = k, v
            seen = functional.scaled_dot_product_attention(
                q, cache[0, :, :, :until], cache[1, :, :, :until], is_causal=at == 0
            )
            x = _rest(weights, layer, x, seen.transpose(1, 2).reshape(x.shape))
        odds = _norm(x[:, -1]) @ weights["letters"].T
        odds[:, PAD] = -1e9
        drawn = torch.multinomial(odds.softmax(-1), 1, generator=chance)
        written[active, place] = drawn[:, 0]
        going = (drawn[:, 0] != END).nonzero()[:, 0]
        if not len(going):
            break
        if len(going) < 0.8 * len(active):
            active, drawn = active[going], drawn[going]
            kept = [cache[:, going] for cache in kept]
        codes, at = drawn, until
    return [_text(row) for row in written.tolist()]


def _text(codes: Sequence[int]) -> str:
    ends = next((n for n, code in enumerate(codes) if code in (PAD, END)), len(codes))
    return "".join(ALPHABET[code - 2] for code in codes[:ends])


def _heads(weights: Weights, layer: int, x: torch.Tensor) -> list[torch.Tensor]:
    joined = functional.linear(_norm(x), weights[f"{layer}.qkv"])
    parts = joined.view(*x.shape[:2], 3, HEADS, _EACH).permute(2, 0, 3, 1, 4)
    return [*parts]


def _rest(weights: Weights, layer: int, x: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
    x = x + functional.linear(seen, weights[f"{layer}.out"])
    raised = functional.relu(functional.linear(_norm(x), weights[f"{layer}.up"]))
    return x + functional.linear(raised, weights[f"{layer}.down"])


def _norm(x: torch.Tensor) -> torch.Tensor:
    return functional.layer_norm(x, (WIDTH,))


def copy_weights(weights: Weights) -> Weights:
    return {name: value.detach().clone().requires_grad_() for name, value in weights.items()}


def seed_of(text: str) -> int:
    """A number for torch's generators out of a text."""
    return random.Random(text).getrandbits(62)
