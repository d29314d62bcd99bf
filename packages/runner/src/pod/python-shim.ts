/** What runs a step's function inside Python: 3.9 or newer, the standard library alone. */
export const PYTHON_SHIM = `import asyncio
import dataclasses
import importlib
import inspect
import json
import math
import os
import re
import sys
import threading
import traceback
import types


class NonRetriableError(Exception):
    """Fails the step at once: no retry, whatever the step's retry says."""


class NotJson(Exception):
    pass


class Checkpoint:
    def __init__(self, ask):
        self._ask = ask

    def save(self, value):
        self._ask("checkpoint.save", plain(value, "checkpoint"))

    def load(self):
        return self._ask("checkpoint.load")


class Context:
    """What a step may ask of its surroundings."""

    def __init__(self, job, requests, answers):
        self._requests = requests
        self._answers = answers
        self._lock = threading.Lock()
        self._count = 0
        self.tmp = job["tmp"]
        self.attempt = job["attempt"]
        self.run = types.SimpleNamespace(id=job["run"]["id"], step=job["run"]["step"], item=job["run"].get("item"))
        self.checkpoint = Checkpoint(self._ask)

    def _ask(self, call, *arguments):
        with self._lock:
            self._count += 1
            request = {"id": self._count, "call": call, "arguments": arguments}
            self._requests.write(json.dumps(request) + "\\n")
            self._requests.flush()
            line = self._answers.readline()
        if line == "":
            raise RuntimeError("the step's context is gone")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]

    def log(self, *parts):
        print(*parts, flush=True)

    def metric(self, name, value):
        """Records a finite number under a name."""
        self._ask("metric", name, plain(value, "metric " + name))

    def save(self, name, content, type="dataset", media_type=None, metadata=None):
        """Saves bytes, text, or the file of a path object to the store; gives the artifact's record."""
        if isinstance(content, os.PathLike):
            path = os.path.abspath(os.fspath(content))
        else:
            path = os.path.join(self.tmp, "save-%d" % self._count)
            data = content.encode("utf-8") if isinstance(content, str) else content
            with open(path, "wb") as file:
                file.write(data)
        options = {"type": type}
        if media_type is not None:
            options["mediaType"] = media_type
        if metadata is not None:
            options["metadata"] = plain(metadata, "metadata")
        return self._ask("save", name, path, options)

    def open(self, artifact):
        """The path of a read-only local file with the artifact's content."""
        return self._ask("open", artifact)

    def read(self, artifact, as_="bytes"):
        """The artifact's content: "bytes", "text", or parsed "json"."""
        with open(self.open(artifact), "rb") as file:
            data = file.read()
        if as_ == "bytes":
            return data
        text = data.decode("utf-8")
        return json.loads(text) if as_ == "json" else text


def plain(value, path):
    """The value as JSON has it; what JSON cannot hold is refused by its path."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        if abs(value) > 2**53 - 1:
            raise NotJson(path + " is an integer beyond 2**53, which JSON numbers cannot hold; return it as text")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotJson(path + " is " + repr(float(value)) + ", which JSON cannot hold; return None or text instead")
        return float(value)
    if isinstance(value, (list, tuple)):
        return [plain(one, path + "[%d]" % index) for index, one in enumerate(value)]
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise NotJson(path + " has the key " + repr(key) + ", and keys of JSON are text")
        return {key: plain(one, path + "." + key) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name), path + "." + field.name) for field in dataclasses.fields(value)}
    # Numbers and arrays of NumPy and its like.
    if hasattr(value, "tolist"):
        return plain(value.tolist(), path)
    if hasattr(value, "item"):
        return plain(value.item(), path)
    raise NotJson(path + " is a " + type(value).__name__ + ", which JSON cannot hold; return numbers, text, lists and dicts of these")


def describe(error, job, depth=5):
    record = {"name": type(error).__name__, "message": str(error)}
    at = place(error, job)
    if at is not None:
        record["at"] = at
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and depth > 0:
        record["cause"] = describe(cause, job, depth - 1)
    return record


def place(error, job):
    source = job["source"]
    found = None
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(source + os.sep):
            found = "%s%s:%d" % (job["shownAs"], os.path.relpath(frame.filename, source), frame.lineno)
    return found


def trace(error, job):
    tb = error.__traceback__
    while tb is not None and tb.tb_frame.f_code.co_filename == os.path.abspath(__file__):
        tb = tb.tb_next
    text = "".join(traceback.format_exception(type(error), error, tb))
    return text.replace(job["source"] + os.sep, job["shownAs"]).rstrip("\\n")


def load(job):
    name = job["file"][: -len(".py")]
    with open(os.path.join(job["source"], job["file"]), encoding="utf-8") as file:
        is_relative = re.search(r"^\\s*from\\s+\\.", file.read(), re.MULTILINE) is not None
    if not is_relative:
        return importlib.import_module(name)
    # Relative imports need a package around the module.
    package = types.ModuleType("argosy_step")
    package.__path__ = [job["source"]]
    sys.modules["argosy_step"] = package
    return importlib.import_module("argosy_step." + name)


def call(job, context):
    module = load(job)
    function = getattr(module, job["function"], None)
    if not callable(function):
        raise NonRetriableError("%s has no function %s" % (job["file"], job["function"]))
    given = dict(job["input"])
    try:
        wants_context = "ctx" in inspect.signature(function).parameters and "ctx" not in given
    except (TypeError, ValueError):
        wants_context = False
    if wants_context:
        given["ctx"] = context
    result = function(**given)
    if inspect.isawaitable(result):
        async def settle():
            return await result
        result = asyncio.run(settle())
    return plain(result, "result")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    # Before anything of the author's runs: what it starts must not hold them.
    requests = os.fdopen(3, "w", encoding="utf-8")
    answers = os.fdopen(4, "r", encoding="utf-8")
    os.set_inheritable(3, False)
    os.set_inheritable(4, False)
    context = Context(job, requests, answers)
    argosy = types.ModuleType("argosy")
    argosy.NonRetriableError = NonRetriableError
    argosy.Context = Context
    argosy.ctx = context
    sys.modules["argosy"] = argosy
    sys.path[0] = job["source"]
    sys.argv = [job["file"]]
    try:
        end = {"value": call(job, context)}
    except NotJson as error:
        message = str(error)
        end = {"error": {"name": "NotJsonError", "message": message}, "traceback": "NotJsonError: " + message, "kind": "value"}
    except Exception as error:
        kind = "final" if isinstance(error, NonRetriableError) else "error"
        end = {"error": describe(error, job), "traceback": trace(error, job), "kind": kind}
    partial = job["result"] + ".tmp"
    with open(partial, "w", encoding="utf-8") as file:
        json.dump(end, file)
    os.replace(partial, job["result"])


main()
`;
