"""PRELOGIN and LOGIN7: what a client says of itself, and what a server answers."""
import struct

ENCRYPT_OFF, ENCRYPT_ON, ENCRYPT_NOT_SUPPORTED, ENCRYPT_REQUIRED = 0, 1, 2, 3
ENCRYPT_NAMES = {ENCRYPT_OFF: "off", ENCRYPT_ON: "on", ENCRYPT_NOT_SUPPORTED: "no"}
# MS-TDS 2.2.6.5: what a server says that is so, to clients that say off, on, not supported.
NEGOTIATED = {
    "off": [ENCRYPT_OFF, ENCRYPT_ON, ENCRYPT_NOT_SUPPORTED],
    "on": [ENCRYPT_REQUIRED, ENCRYPT_ON, ENCRYPT_REQUIRED],
    "no": [ENCRYPT_NOT_SUPPORTED] * 3,
}


def parse_prelogin(data):
    """{option: bytes}"""
    options, at = {}, 0
    while data[at] != 0xFF:
        option, offset, length = struct.unpack_from(">BHH", data, at)
        options[option] = data[offset:offset + length]
        at += 5
    return options


def prelogin(encryption):
    options = [(0, bytes([16, 0, 7, 208, 0, 0])), (1, bytes([encryption])), (2, b"\0"),
               (3, b""), (4, b"\0")]
    offset, head, body = 5 * len(options) + 1, b"", b""
    for option, value in options:
        head += struct.pack(">BHH", option, offset + len(body), len(value))
        body += value
    return head + b"\xff" + body


def decrypt_password(data):
    return bytes(((b ^ 0xA5) >> 4 | (b ^ 0xA5) << 4) & 255 for b in data)


FIELDS = ["host", "user", "password", "application", "server", "extension", "library",
          "language", "database"]


def parse_login(data):
    """The fields of LOGIN7 by name, texts decoded."""
    length, version, size, _, pid, _ = struct.unpack_from("<IIIIII", data)
    if length != len(data):
        raise ValueError("LOGIN7 says %d bytes and has %d" % (length, len(data)))
    flags1, flags2, kind, flags3 = data[24:28]
    login = {"version": "%08x" % version, "packet_size": size, "pid": pid,
             "flags": [flags1, flags2, kind, flags3]}
    for number, name in enumerate(FIELDS):
        offset, count = struct.unpack_from("<HH", data, 36 + 4 * number)
        if name == "extension":
            if flags3 & 0x10 and count:
                at = struct.unpack_from("<I", data, offset)[0]
                login["features"] = parse_features(data[at:])
            continue
        text = data[offset:offset + 2 * count]
        if name == "password":
            text = decrypt_password(text)
        login[name] = text.decode("utf-16-le")
    return login


def parse_features(data):
    features, at = {}, 0
    while data[at] != 0xFF:
        length = struct.unpack_from("<I", data, at + 1)[0]
        features[data[at]] = data[at + 5:at + 5 + length].hex()
        at += 5 + length
    return features


def batch_text(data):
    """(SQL, transaction descriptor) of a batch with its ALL_HEADERS."""
    total, at, descriptor = struct.unpack_from("<I", data)[0], 4, 0
    while at < total:
        length, kind = struct.unpack_from("<IH", data, at)
        if kind == 2:
            descriptor = struct.unpack_from("<Q", data, at + 6)[0]
        at += length
    return data[total:].decode("utf-16-le", "surrogatepass"), descriptor
