"""The Python environment of what countersign is compared with, made once under .data/."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = ["rapidocr==3.10.0", "onnxruntime==1.31.1", "opencv-python-headless==5.0.0.93"]
# For its models alone: RapidOCR 3 would fetch those of PP-OCRv4 at run time.
OLDER = "rapidocr-onnxruntime==1.4.4"


def python():
    """Path of an interpreter with the pinned packages; PEER_PYTHON names one that is there already."""
    if os.environ.get("PEER_PYTHON"):
        return os.environ["PEER_PYTHON"]
    folder = ROOT / ".data" / "bench-venv"
    interpreter = folder / "bin" / "python"
    if not (folder / "ready").is_file():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PINS], check=True)
        subprocess.run([*pip, "--no-deps", OLDER], check=True)
        (folder / "ready").touch()
    return str(interpreter)


def face_models():
    """A folder with the two face models under their publisher's names."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    source = Path(os.environ.get("COUNTERSIGN_MODELS") or Path(cache) / "countersign" / "models")
    folder = ROOT / ".data" / "bench-models"
    folder.mkdir(parents=True, exist_ok=True)
    names = {"face-detector": "face_detection_yunet_2023mar", "face-embedder": "face_recognition_sface_2021dec"}
    for ours, theirs in names.items():
        link = folder / f"{theirs}.onnx"
        link.unlink(missing_ok=True)
        link.symlink_to(source / f"{ours}.onnx")
    return folder
