"""Compares faces as OpenCV's samples do, YuNet and SFace with nothing around them: plain_faces.py MANIFEST.csv MODELS OUT.jsonl"""

import csv
import json
import sys
import time
from pathlib import Path

import cv2
import numpy as np

manifest, models, out = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
detector = cv2.FaceDetectorYN.create(str(models / "face_detection_yunet_2023mar.onnx"), "", (320, 320), 0.6, 0.3, 5000)
embedder = cv2.FaceRecognizerSF.create(str(models / "face_recognition_sface_2021dec.onnx"), "")


def embedding(path):
    """The largest face's embedding, found at no more than 640 pixels; None without a face."""
    picture = cv2.imread(str(path))
    height, width = picture.shape[:2]
    scale = min(1.0, 640 / max(height, width))
    small = cv2.resize(picture, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA) if scale < 1 else picture
    detector.setInputSize((small.shape[1], small.shape[0]))
    _, faces = detector.detect(small)
    if faces is None:
        return None
    face = max(faces, key=lambda f: f[2] * f[3]).copy()
    face[:14] /= scale
    vector = embedder.feature(embedder.alignCrop(picture, face)).ravel()
    return vector / np.linalg.norm(vector)


with open(manifest, newline="", encoding="utf-8") as rows, open(out, "w", encoding="utf-8") as results:
    for row in csv.DictReader(rows):
        started = time.perf_counter()
        a, b = (embedding(manifest.parent / row[name]) for name in ("file_a", "file_b"))
        result = {"file_a": row["file_a"], "file_b": row["file_b"]}
        result |= {"error": "no_face"} if a is None or b is None else {"score": float(a @ b)}
        result["ms"] = (time.perf_counter() - started) * 1e3
        results.write(json.dumps(result) + "\n")
