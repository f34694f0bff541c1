"""Checks an opened HairTrial export: python3 check_record.py FOLDER. READ_ME.txt says what is checked."""

import base64
import hashlib
import json
import os
import sys

OWN = {"manifest.json", "manifest.sig", "site-seal.pem"}  # the seal over the manifest is for openssl to verify


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).hexdigest()


def read(folder, name):
    with open(os.path.join(folder, *name.split("/")), "rb") as opened:
        return opened.read()


def lines(folder, name):
    return [json.loads(line) for line in read(folder, name).decode().split("\n") if line]


def files(folder, manifest):
    listed = {one["name"]: one for one in manifest["files"]}
    for name, one in listed.items():
        content = read(folder, name)
        yield name, (len(content), sha256(content)) == (one["size"], one["sha256"])
    walked = ((root, name) for root, _, names in os.walk(folder) for name in names)
    there = {os.path.relpath(os.path.join(root, name), folder).replace(os.sep, "/") for root, name in walked}
    for name in sorted(there - OWN - listed.keys()):
        yield name, False


def record(folder, manifest):
    bodies = {line["seq"]: line for line in lines(folder, "record/bodies.jsonl")}
    prev, seq = "00" * 32, 0
    for line in lines(folder, "record/headers.jsonl"):
        header = base64.b64decode(line["header"])
        tree, seq = json.loads(header), seq + 1
        whole = sha256(b"hairtrial/commit/1\0", bytes.fromhex(prev), header) == line["hash"]
        yield f"commit {seq}", whole and line["prev"] == prev and line["seq"] == tree["seq"] == seq
        prev = line["hash"]
        if seq not in bodies:
            continue
        released = bodies[seq]
        salt, subject = bytes.fromhex(released["subject_salt"]), released["subject"].encode()
        yield f"commit {seq} subject", sha256(b"hairtrial/subject/1\0", salt, subject) == tree["subject"]
        for one in released["records"]:
            leaf = sha256(b"hairtrial/leaf/1\0", bytes.fromhex(one["salt"]), base64.b64decode(one["body"]))
            yield f"commit {seq} record {one['position']}", leaf == tree["leaves"][one["position"]]
    yield "head", manifest["head"] == {"seq": seq, "hash": prev}


def main(folder):
    manifest = json.loads(read(folder, "manifest.json"))
    wrong = [what for what, right in (*files(folder, manifest), *record(folder, manifest)) if not right]
    for what in wrong:
        print("WRONG:", what)
    if not wrong:
        print(f"whole up to commit {manifest['head']['seq']}, {len(manifest['files'])} files")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
