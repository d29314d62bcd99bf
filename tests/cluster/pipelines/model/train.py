"""Fits nothing, and says so in all the ways a step can."""
import json
import pathlib

from numbers_of import total


def train(data: dict, lr: float, *, ctx) -> dict:
    with open(ctx.open(data), encoding="utf-8") as file:
        rows = [[int(cell) for cell in line.split(",")] for line in file.read().split("\n")]
    print("training on", len(rows), "rows")
    path = pathlib.Path(ctx.tmp) / "weights.json"
    path.write_text(json.dumps([total(rows), lr]))
    ctx.metric("loss", 1 / (1 + lr))
    return {
        "model": ctx.save("weights.json", path, type="model"),
        "accuracy": total(rows) * lr,
        "where": ctx.run.step,
    }


def fails(text: str, how: str):
    if how == "raise":
        try:
            {}["missing"]
        except KeyError as error:
            raise ValueError(text) from error
    if how == "nan":
        return float("nan")
    if how == "type":
        return 5
    if how == "exit":
        raise SystemExit(3)
    return text
