#!/usr/bin/env python3
"""Verifies an exported audit log with none of reeve's code.

    verify.py AUDIT.JSONL CHECKPOINT [VKEY]

Written from RFC 9162 (Merkle trees), c2sp.org/signed-note and c2sp.org/tlog-checkpoint alone. Prints
"ok" and ends with 0, or prints what is wrong and ends with 1. The signature is checked where the
package "cryptography" is installed; "unsigned" is printed where it is not.
"""
import base64, hashlib, json, sys


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def tree_root(hashes):
    """RFC 9162, section 2.1.1, as defined: by recursion."""
    if not hashes:
        return sha256(b"")
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(tree_root(hashes[:k]), tree_root(hashes[k:]))


def included(leaf, index, size, proof, root):
    """RFC 9162, section 2.1.3.2."""
    if index >= size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def read_checkpoint(data, vkey):
    text, _, signatures = data.rpartition(b"\n\n")
    text += b"\n"
    lines = text.decode().split("\n")
    origin, size, root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
    if vkey is None:
        return size, root, "unsigned"
    name, key_hash, key = vkey.split("+", 2)
    key = base64.b64decode(key, validate=True)
    if name != origin or key[:1] != b"\x01":
        raise ValueError("the key is not the log's")
    key_id = sha256(name.encode() + b"\n" + key)[:4]
    if key_id.hex() != key_hash:
        raise ValueError("the key's id is wrong")
    for line in signatures.decode().splitlines():
        dash, signer, blob = line.split(" ")
        blob = base64.b64decode(blob, validate=True)
        if dash == "\u2014" and signer == name and blob[:4] == key_id:
            try:
                from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
            except ImportError:
                return size, root, "unsigned"
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(blob[4:], text)
            return size, root, "signed"
    raise ValueError("no signature by the key")


def main(log, checkpoint, vkey=None):
    with open(checkpoint, "rb") as file:
        size, root, signed = read_checkpoint(file.read(), vkey)
    leaves, partial = [], False
    with open(log, "rb") as file:
        for number, line in enumerate(file):
            value = json.loads(line)
            if "entry_base64" in value:
                entry = base64.b64decode(value["entry_base64"], validate=True)
            else:
                # The stored bytes stand in the line as they are; canonical JSON makes them again.
                text = json.dumps(value["entry"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
                entry = text.encode()
                if b'{"entry":' + entry not in line:
                    raise ValueError(f"line {number + 1}: the entry is not canonical JSON")
            leaf = leaf_hash(entry)
            if value["entry"]["sequence"] != value["sequence"]:
                raise ValueError(f"line {number + 1}: holds another entry")
            if "leaf_hash" in value and value["leaf_hash"] != leaf.hex():
                raise ValueError(f"line {number + 1}: the leaf hash differs")
            if "proof" in value:
                partial = True
                proof = [bytes.fromhex(text) for text in value["proof"]]
                if value["tree_size"] != size or not included(leaf, value["sequence"], size, proof, root):
                    raise ValueError(f"line {number + 1}: the proof does not lead to the root")
            elif value["sequence"] != number:
                raise ValueError(f"line {number + 1}: expected sequence {number}")
            leaves.append(leaf)
    if not partial:
        if len(leaves) < size:
            raise ValueError(f"{len(leaves)} entries, the checkpoint covers {size}")
        if tree_root(leaves[:size]) != root:
            raise ValueError("the root differs")
    print("ok", signed)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Exception as error:  # every failure is a refusal
        print(type(error).__name__, error)
        sys.exit(1)
