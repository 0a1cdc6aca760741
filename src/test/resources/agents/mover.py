"""Shares a file, and fetches it again: mover.py <url> <swarm> <file> <copy>. Prints what the modules' callers see."""
import sys

sys.path.insert(0, "src/examples/python")
import swarmbot  # noqa: E402

if __name__ == "__main__":
    url, swarm, source, copy = sys.argv[1:]
    files = swarmbot.Files(url, swarm, swarmbot.Token())
    sent, taken = [], []
    try:
        shared = files.upload(source, name="moved", type="text/csv", progress=lambda *now: sent.append(now))
        print("shared", shared["id"], shared["sha256"], shared["size"], flush=True)
        files.download(shared["id"], copy, progress=lambda *now: taken.append(now))
        print("progress", all(len(each) > 2 and each == sorted(each) and each[-1][0] == each[-1][1]
                              for each in (sent, taken)), flush=True)
    except swarmbot.Refused as no:
        print("refused", no.status, no, flush=True)
