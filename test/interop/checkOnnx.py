"""Holds what makeOnnx.ts wrote against onnxruntime-genai: the same greedy answer, and how many of its tokens in fewer bits.

    python test/interop/checkOnnx.py OUT        (onnxruntime-genai 0.18.0)
"""

import json
import pathlib
import sys

import onnxruntime_genai as og

failed = []
for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    expected = json.loads((folder / "expected.json").read_text())
    prompt, answer = expected["prompt"], expected["answer"]
    equal = {}
    for dtype in ["float32", "float16", "int4"]:
        # LFM2's layers have a state that it does not carry, and some random models lose too much in four bits.
        if not (folder / dtype / "genai_config.json").exists():
            continue
        model = og.Model(str(folder / dtype))
        og.Tokenizer(model)
        params = og.GeneratorParams(model)
        # An end token ends an answer here, which the expected one goes on after.
        params.set_search_options(max_length=len(prompt) + len(answer), do_sample=False)
        generator = og.Generator(model, params)
        generator.append_tokens([prompt])
        while not generator.is_done():
            generator.generate_next_token()
        found = [int(token) for token in generator.get_sequence(0)][len(prompt) :]
        wanted = answer[: len(found)]
        equal[dtype] = sum(a == b for a, b in zip(found, wanted)), len(found)
        if dtype == "float32" and found != wanted:
            failed.append(f"{folder.name}: {found}, expected {wanted}")
    print(folder.name, ", ".join(f"{dtype} {same} of {all} tokens" for dtype, (same, all) in equal.items()))
print("\n".join(failed) or "all answers are equal in float32")
sys.exit(bool(failed))
