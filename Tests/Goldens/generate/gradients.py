"""Writes Tests/Goldens/gradients/adamw.safetensors: what torch.optim.AdamW does to random parameters.

    python gradients.py

    NAME.gradients        [steps, n]
    NAME.parameters       [steps + 1, n], those at the start first
    NAME.first_moments    [steps, n]
    NAME.second_moments   [steps, n]
"""

import pathlib

import torch
from safetensors.torch import save_file

runs = {
    "usual": dict(lr=2e-5, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01),
    "fast": dict(lr=1e-2, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1),
    "no-decay": dict(lr=1e-3, betas=(0.9, 0.98), eps=1e-8, weight_decay=0.0),
}
steps, count = 6, 37

torch.manual_seed(33)
tensors = {}
for name, options in runs.items():
    parameter = torch.nn.Parameter(torch.randn(count))
    gradients = torch.randn(steps, count) * 10 ** torch.linspace(-4, 1, count)
    optimizer = torch.optim.AdamW([parameter], foreach=False, **options)
    parameters, first, second = [parameter.detach().clone()], [], []
    for gradient in gradients:
        parameter.grad = gradient.clone()
        optimizer.step()
        parameters.append(parameter.detach().clone())
        first.append(optimizer.state[parameter]["exp_avg"].clone())
        second.append(optimizer.state[parameter]["exp_avg_sq"].clone())
    tensors[f"{name}.gradients"] = gradients
    tensors[f"{name}.parameters"] = torch.stack(parameters)
    tensors[f"{name}.first_moments"] = torch.stack(first)
    tensors[f"{name}.second_moments"] = torch.stack(second)

folder = pathlib.Path(__file__).parent.parent / "gradients"
folder.mkdir(exist_ok=True)
save_file(tensors, folder / "adamw.safetensors")
