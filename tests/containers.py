"""The Dockerfile without a container engine: read into steps, and its steps run in a clean directory.

    python -m tests.containers        builds as the Dockerfile says, libraries and all, and asks /health/live

Paths of the image (/app, /venv, /data, /build) become folders under one temporary root.
"""

import fnmatch
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACES = ("/app", "/venv", "/data", "/build")
DEMO_LINE = {
    "LINE_CHANNEL_SECRET": "8c570fa6dd201bb328f1c1eac23a96d8",
    "LINE_CHANNEL_ACCESS_TOKEN": "emulator-channel-access-token",
    "LINE_BASIC_ID": "@sonogo",
    "LINE_API_BASE": "http://127.0.0.1:9",
    "SECRET_KEY": "only-for-this-try-out-0123456789abcdef",
}


@dataclass(frozen=True)
class Step:
    """One instruction: `RUN`, `COPY` …, and the rest of its line."""

    verb: str
    rest: str

    @property
    def words(self) -> list[str]:
        return shlex.split(self.rest)


def read(path: Path = ROOT / "Dockerfile") -> list[Step]:
    text = "\n".join(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [Step(*line.split(maxsplit=1)) for line in lines if line.strip()]


def environment_of(steps: list[Step]) -> dict[str, str]:
    pairs = (word for step in steps if step.verb == "ENV" for word in step.words)
    return dict(pair.split("=", 1) for pair in pairs)


def ignored(name: str) -> bool:
    """Is a file of the repository kept out by .dockerignore? The last pattern that fits decides."""
    out = False
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        stays = pattern.startswith("!")
        pattern = pattern.removeprefix("!")
        anywhere = pattern.startswith("**/")
        pattern = pattern.removeprefix("**/")
        above = [name, *(str(parent) for parent in Path(name).parents if str(parent) != ".")]
        # A star does not reach over a slash.
        fitting = [Path(path).name if anywhere else path for path in above]
        if any(fnmatch.fnmatch(path, pattern) for path in fitting if path.count("/") == pattern.count("/")):
            out = not stays
    return out


class Image:
    """A folder that stands for the image's file system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.steps = read()
        self.workdir = "/"

    def place(self, text: str) -> str:
        """The image's paths in `text`, as this machine's."""
        return re.sub(rf"(?<![\w.}}])({'|'.join(PLACES)})(?![\w])", lambda m: f"{self.root}{m[1]}", text)

    def build(self, libraries: bool = True) -> None:
        """Do every step; without `libraries` those that install are left out (the caller's are used)."""
        for step in self.steps:
            match step.verb:
                case "WORKDIR":
                    self.workdir = step.rest
                    (self.root / self.workdir.strip("/")).mkdir(parents=True, exist_ok=True)
                case "COPY" if not step.rest.startswith("--from="):
                    self._copy(step.words)
                case "RUN" if "useradd" in step.rest:
                    (self.root / "data").mkdir(parents=True, exist_ok=True)  # the user's home
                case "RUN" if "compileall" in step.rest:
                    subprocess.run([sys.executable, *step.words[1:]], check=True, cwd=self.root / "app")
                case "RUN" if libraries:
                    subprocess.run(["/bin/sh", "-ec", self.place(step.rest)], check=True, cwd=self.root)

    def _copy(self, words: list[str]) -> None:
        *sources, target = words
        into = self.root / os.path.join(self.workdir, target).strip("/")
        for path in (path for source in sources for path in ROOT.glob(source)):
            if path.is_file():
                into.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, into / path.name)
                continue
            for file in (f for f in path.rglob("*") if f.is_file()):
                name = str(file.relative_to(ROOT))
                if not ignored(name):
                    aim = into / file.relative_to(path)
                    aim.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(file, aim)

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """The image's variables (nothing of ours but a PATH), and what the operator adds."""
        base = {"PATH": os.environ["PATH"], "HOME": str(self.root / "data"), "LANG": "C.UTF-8"}
        for name, value in environment_of(self.steps).items():
            base[name] = self.place(value.replace("$PATH", base["PATH"]))
        if not (self.root / "venv").exists():
            base["PATH"] = f"{Path(sys.executable).parent}:{base['PATH']}"
        return base | dict(more)

    @contextmanager
    def running(self, more: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
        """The image's CMD, until the block ends; SIGTERM then must end it in time."""
        environment = self.environment(more)
        command = json.loads(next(s.rest for s in reversed(self.steps) if s.verb == "CMD"))
        with subprocess.Popen(
            command, cwd=self.root / "app", env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            try:
                yield process, environment
            finally:
                process.terminate()
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()

    def is_healthy(self, environment: Mapping[str, str]) -> bool:
        """What the HEALTHCHECK says."""
        check = next(step.rest for step in self.steps if step.verb == "HEALTHCHECK")
        command = json.loads(check[check.index("[") :])
        done = subprocess.run(
            command, cwd=self.root / "app", env=dict(environment), capture_output=True, check=False
        )
        return done.returncode == 0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def starts_healthy(image: Image, patience: float = 90.0) -> str:
    """Run it and wait for its health check; what is wrong, or nothing. It must also stop when told."""
    port = str(free_port())
    with image.running({**DEMO_LINE, "PORT": port, "HOST": "127.0.0.1"}) as (process, environment):
        end = time.monotonic() + patience
        while time.monotonic() < end and process.poll() is None:
            if image.is_healthy(environment):
                process.terminate()
                _, code = process.communicate(timeout=30), process.returncode
                return "" if code == 0 else f"SIGTERM ended it with exit code {code}"
            time.sleep(0.2)
        process.kill()
        said = process.communicate()[0]
        return f"not healthy within {patience:.0f} s (exit code {process.returncode}):\n{said[-3000:]}"


def main() -> int:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sonogo-image-") as folder:
        image = Image(Path(folder))
        image.build()
        built = time.monotonic()
        wrong = starts_healthy(image)
    took = f"built in {built - started:.0f} s, healthy and stopped in {time.monotonic() - built:.0f} s"
    sys.stdout.write(f"{wrong or took}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
