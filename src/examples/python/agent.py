#!/usr/bin/env python3
"""An agent that counts the words of files and hashes them. For one of your own, replace the handlers."""
import hashlib
import logging
import sys
from typing import Any

import swarmbot


def count_words(task: swarmbot.Task) -> dict[str, Any]:
    """{"files": [names]} gives the words of each and of all."""
    files, counts = task.input["files"], {}
    for number, name in enumerate(files, start=1):
        with open(name, "rb") as file:
            counts[name] = sum(len(line.split()) for line in file)
        task.progress(100 * number / len(files), f"{name}: {counts[name]} words")
    return {"words": sum(counts.values()), "files": counts}


def hash_file(task: swarmbot.Task) -> dict[str, Any]:
    """{"path": name} gives the file's SHA-256 and its length."""
    digest, size = hashlib.sha256(), 0
    with open(task.input["path"], "rb") as file:
        while block := file.read(1 << 20):
            task.check()  # ends here where nobody wants it any more
            digest.update(block)
            size += len(block)
    task.log(f"{task.input['path']}: {size} bytes")
    return {"sha256": digest.hexdigest(), "bytes": size}


if __name__ == "__main__":
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S", level=logging.INFO, stream=sys.stdout)
    work = {"count_words": count_words, "hash_file": hash_file}
    agent = swarmbot.Agent.from_command_line(work, "Counts the words of files, and hashes them.", role="files")
    try:
        agent.run()
    except swarmbot.Refused as no:
        sys.exit(f"refused: {no}")
