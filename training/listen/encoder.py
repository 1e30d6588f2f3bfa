"""The encoder: a conformer with banded attention, and the reader of its pretrained weights."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from ...audio.features import N_MELS
from ...errors import ModelError

WIDTH = 144
HEADS = 4
BAND = 100
"""Frames on either side that attention sees (2 s): the cost grows linearly with the length."""
KERNEL = 31
MAGIC = b"HAMAPK"


def read_container(path: Path) -> dict[str, NDArray[np.float32]]:
    """All tensors of a `.hama` file by name.

    Layout: magic, two version bytes, u32 count; per tensor u16 name length, name, u8 type, u8 rank,
    u32 sizes, u64 offset, u64 bytes; then the data. Raises ModelError for any other file.
    """
    blob = path.read_bytes()
    if not blob.startswith(MAGIC):
        raise ModelError(f"{path.name} is no encoder container; fetch asr_waveform.hama again.")
    (count,) = struct.unpack_from("<I", blob, 8)
    entries: list[tuple[str, tuple[int, ...], int, int]] = []
    at = 12
    for _ in range(count):
        (length,) = struct.unpack_from("<H", blob, at)
        name = blob[at + 2 : at + 2 + length].decode()
        rank = blob[at + 3 + length]
        at += 4 + length
        sizes = struct.unpack_from(f"<{rank}I", blob, at)
        offset, size = struct.unpack_from("<QQ", blob, at + 4 * rank)
        entries.append((name, sizes, offset, size))
        at += 4 * rank + 16
    base = len(blob) - max(offset + size for _, _, offset, size in entries)
    return {name: _tensor(blob, sizes, base + at, size) for name, sizes, at, size in entries}


def _tensor(blob: bytes, sizes: tuple[int, ...], at: int, size: int) -> NDArray[np.float32]:
    count = int(np.prod(sizes))
    kind = np.float16 if size == 2 * count else np.float32
    return np.frombuffer(blob, kind, count, at).reshape(sizes).astype(np.float32)


class FeedForward(nn.Module):
    """Half-step feed-forward of the conformer (Gulati et al. 2020)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.fc1 = nn.Linear(WIDTH, 4 * WIDTH)
        self.fc2 = nn.Linear(4 * WIDTH, WIDTH)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """[n, t, WIDTH] -> the same."""
        return x + 0.5 * self.dropout(self.fc2(functional.silu(self.fc1(self.norm(x)))))


class BandedAttention(nn.Module):
    """Self-attention over BAND frames on either side, computed in blocks of BAND frames.

    x [n, t, WIDTH], mask [blocks, BAND, 3 BAND] of band_mask.
    """

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x [n, t, WIDTH], mask of band_mask -> [n, t, WIDTH]."""
        parts = self.qkv(self.norm(x)).unflatten(-1, (3, HEADS, WIDTH // HEADS))
        q, k, v = in_blocks(parts.permute(2, 0, 3, 1, 4)).unbind(0)  # each [n, heads, blocks, …]
        scores = q @ neighbours(k).transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + mask
        mixed = (scores.softmax(-1) @ neighbours(v)).flatten(2, 3)[:, :, : x.shape[1]]
        return x + self.dropout(self.out(mixed.transpose(1, 2).flatten(-2)))


class ConvolutionModule(nn.Module):
    """Pointwise, GLU, depthwise (its batch norm folded in), SiLU, pointwise."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.pointwise1 = nn.Conv1d(WIDTH, 2 * WIDTH, 1)
        self.depthwise = nn.Conv1d(WIDTH, WIDTH, KERNEL, padding=KERNEL // 2, groups=WIDTH)
        self.pointwise2 = nn.Conv1d(WIDTH, WIDTH, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """[n, t, WIDTH] -> the same."""
        y = self.pointwise1(self.norm(x).transpose(1, 2))
        value, gate = y.chunk(2, 1)
        y = functional.silu(self.depthwise(value * gate.sigmoid()))
        return x + self.dropout(self.pointwise2(y).transpose(1, 2))


class Block(nn.Module):
    """One conformer block, [n, t, WIDTH] -> the same."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.ffn1 = FeedForward(dropout)
        self.attn = BandedAttention(dropout)
        self.conv = ConvolutionModule(dropout)
        self.ffn2 = FeedForward(dropout)
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x [n, t, WIDTH], mask of band_mask -> [n, t, WIDTH]."""
        return self.norm(self.ffn2(self.conv(self.attn(self.ffn1(x), mask))))


class Encoder(nn.Module):
    """Stem and blocks: log-mel [n, t100, 80] -> one tensor [n, t50, WIDTH] per block."""

    def __init__(self, blocks: int = 3, dropout: float = 0.0) -> None:
        super().__init__()
        self.stem = nn.Conv1d(N_MELS, WIDTH, 3, stride=2, padding=1)
        self.blocks = nn.ModuleList(Block(dropout) for _ in range(blocks))

    def forward(self, mel: Tensor) -> list[Tensor]:
        """mel [n, t100, 80] -> the output of each block, [n, t, WIDTH]."""
        x = functional.gelu(self.stem(mel.transpose(1, 2))).transpose(1, 2)
        mask = band_mask(x)
        outputs: list[Tensor] = []
        for block in self.blocks:
            x = block(x, mask)
            outputs.append(x)
        return outputs


def in_blocks(x: Tensor) -> Tensor:
    """[…, t, c] -> […, blocks, BAND, c]; zeros fill the last block."""
    filled = functional.pad(x, (0, 0, 0, BAND - 1))
    whole = filled.shape[-2] // BAND * BAND
    return filled[..., :whole, :].unflatten(-2, (-1, BAND))


def neighbours(blocks: Tensor) -> Tensor:
    """Each block between its neighbours, […, blocks, BAND, c] -> […, blocks, 3 BAND, c]."""
    walled = functional.pad(blocks, (0, 0, 0, 0, 1, 1))
    return torch.cat([walled[..., :-2, :, :], blocks, walled[..., 2:, :, :]], -2)


def band_mask(x: Tensor) -> Tensor:
    """What is added to attention scores of x [n, t, c], [blocks, BAND, 3 BAND].

    0 for frames within BAND of each other, -1e4 for others and beyond the ends.
    """
    there = neighbours(in_blocks(torch.ones_like(x[0, :, :1]))).transpose(-1, -2)
    frame = torch.arange(BAND, device=x.device)[:, None]
    other = torch.arange(-BAND, 2 * BAND, device=x.device)[None]
    near = ((frame - other).abs() <= BAND).to(x.dtype)
    return (there * near - 1) * 1e4


def load_pretrained(encoder: Encoder, path: Path) -> None:
    """Fill stem and blocks from a container; its matrices are stored transposed.

    Raises ModelError where the file is no container.
    """
    tensors = read_container(path)
    anonymous = [name for name in tensors if name.startswith("onnx::")]
    matrices = [tensors[name].T for name in anonymous if "MatMul" in name]
    convs = [tensors[name] for name in anonymous if "Conv" in name]
    state = {"stem.weight": convs[0], "stem.bias": convs[1]}
    for k in range(len(encoder.blocks)):
        state |= _block_state(tensors, k, matrices[6 * k : 6 * k + 6], convs[2 + 2 * k : 4 + 2 * k])
    ready = {name: torch.from_numpy(value.copy()) for name, value in state.items()}
    encoder.load_state_dict(ready, strict=True)


def _block_state(
    tensors: dict[str, NDArray[np.float32]],
    k: int,
    matrices: list[NDArray[np.float32]],
    depthwise: list[NDArray[np.float32]],
) -> dict[str, NDArray[np.float32]]:
    prefix = f"acoustic_model.model.blocks.{k}."
    renamed = {"attn_norm.": "attn.norm.", "attn.in_proj_bias": "attn.qkv.bias"}
    renamed |= {"attn.out_proj.bias": "attn.out.bias"}
    state: dict[str, NDArray[np.float32]] = {}
    for name, value in tensors.items():
        if name.startswith(prefix):
            short = name.removeprefix(prefix)
            for old, new in renamed.items():
                short = short.replace(old, new)
            state[f"blocks.{k}.{short}"] = value
    order = ("ffn1.fc1", "ffn1.fc2", "attn.qkv", "attn.out", "ffn2.fc1", "ffn2.fc2")
    state |= {f"blocks.{k}.{n}.weight": m for n, m in zip(order, matrices, strict=True)}
    pair = zip(("weight", "bias"), depthwise, strict=True)
    return state | {f"blocks.{k}.conv.depthwise.{n}": value for n, value in pair}
