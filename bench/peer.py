"""Runs the peer with other OCR models and nothing else changed: peer.py PEER_SCRIPT v4|v6 ARGUMENTS…

Version 4 takes the models that rapidocr-onnxruntime 1.4.4 ships, since rapidocr 3 would fetch them at run time.
"""

import runpy
import sys
from pathlib import Path

script, version = sys.argv[1], sys.argv[2]
sys.argv = [script, *sys.argv[3:]]
if version == "v4":
    import importlib.util

    import rapidocr

    models = Path(importlib.util.find_spec("rapidocr_onnxruntime").origin).parent / "models"
    older = {
        "Det.ocr_version": rapidocr.OCRVersion.PPOCRV4,
        "Det.model_type": rapidocr.ModelType.MOBILE,
        "Det.model_path": str(models / "ch_PP-OCRv4_det_infer.onnx"),
        "Rec.ocr_version": rapidocr.OCRVersion.PPOCRV4,
        "Rec.model_type": rapidocr.ModelType.MOBILE,
        "Rec.model_path": str(models / "ch_PP-OCRv4_rec_infer.onnx"),
    }
    newest = rapidocr.RapidOCR
    rapidocr.RapidOCR = lambda params=None, **rest: newest(params={**older, **(params or {})}, **rest)
runpy.run_path(script, run_name="__main__")
