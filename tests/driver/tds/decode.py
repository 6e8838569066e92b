"""The tokens of an answer as lines for people: what a recording holds."""
import struct

FIXED = {0x30: 1, 0x32: 1, 0x34: 2, 0x38: 4, 0x3A: 4, 0x3B: 4, 0x3C: 8, 0x3D: 8, 0x3E: 8,
         0x7A: 4, 0x7F: 8}
BYTE = {0x24, 0x26, 0x68, 0x6D, 0x6E, 0x6F}           # TYPE_INFO: a length
SCALED = {0x29, 0x2A, 0x2B}                           # a scale
NUMERIC = {0x6A, 0x6C}                                # length, precision, scale
CHARACTER = {0xA7, 0xAF, 0xE7, 0xEF}                  # length (2), collation
BINARY = {0xA5, 0xAD}                                 # length (2)
WIDE = {0xE7, 0xEF, 0x63, 0xF1}
DONE = {0xFD: "DONE", 0xFE: "DONEPROC", 0xFF: "DONEINPROC"}
FLAGS = [(0x01, "more"), (0x02, "error"), (0x04, "in transaction"), (0x10, "count"),
         (0x20, "attention"), (0x100, "server error")]


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise ValueError("the answer ends in the middle of a token")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, code):
        return struct.unpack("<" + code, self.take(struct.calcsize("<" + code)))[0]

    def text(self, code):
        return self.take(2 * self.number(code)).decode("utf-16-le", "surrogatepass")


class Column:
    def __init__(self, reader):
        reader.take(6)
        self.type = type_ = reader.number("B")
        self.size = FIXED.get(type_)
        if type_ in BYTE or type_ in SCALED:
            reader.take(1)
        elif type_ in NUMERIC:
            reader.take(1)
            _, self.scale = reader.number("B"), reader.number("B")
        elif type_ in CHARACTER:
            self.size = reader.number("H")
            reader.take(5)
        elif type_ in BINARY:
            self.size = reader.number("H")
        elif type_ in (0x22, 0x23, 0x63):
            reader.take(4 if type_ == 0x22 else 9)
            for _ in range(reader.number("B")):
                reader.text("H")
        elif type_ == 0xF1:
            reader.take(1)
        elif type_ == 0x62:
            reader.take(4)
        elif type_ not in FIXED and type_ != 0x28:
            raise ValueError("type 0x%02x" % type_)
        self.name = reader.text("B")

    def value(self, reader):
        data = self.bytes(reader)
        if data is None:
            return "NULL"
        if self.type in WIDE:
            return repr(data.decode("utf-16-le", "surrogatepass"))
        if self.type in CHARACTER or self.type == 0x23:
            return repr(data.decode("latin-1"))
        if self.type in NUMERIC:
            sign = "" if data[0] else "-"
            return "%s%de-%d" % (sign, int.from_bytes(data[1:], "little"), self.scale)
        if self.type in FIXED or self.type in (0x26, 0x68):
            return str(int.from_bytes(data, "little", signed=len(data) > 1))
        return "0x" + data.hex()

    def bytes(self, reader):
        type_ = self.type
        if type_ in FIXED:
            return reader.take(self.size)
        if type_ == 0xF1 or (type_ in CHARACTER | BINARY and self.size == 0xFFFF):
            if reader.number("Q") == 0xFFFFFFFFFFFFFFFF:
                return None
            data = b""
            while size := reader.number("I"):
                data += reader.take(size)
            return data
        if type_ in CHARACTER | BINARY:
            size = reader.number("H")
            return None if size == 0xFFFF else reader.take(size)
        if type_ in (0x22, 0x23, 0x63):
            size = reader.number("B")
            if not size:
                return None
            reader.take(size + 8)
            return reader.take(reader.number("I"))
        size = reader.number("I" if type_ == 0x62 else "B")
        return reader.take(size) if size else None


def rows(reader, columns, bitmap):
    nulls = reader.take((len(columns) + 7) // 8) if bitmap else bytes(len(columns))
    return ", ".join("NULL" if bitmap and nulls[i // 8] >> i % 8 & 1 else c.value(reader)
                     for i, c in enumerate(columns))


def message(reader):
    body = Reader(reader.take(reader.number("H")))
    number, state, severity = body.number("i"), body.number("B"), body.number("B")
    text = body.text("H")
    body.text("B")
    proc, line = body.text("B"), body.number("I")
    return "%d, severity %d, state %d, line %d%s: %s" % (
        number, severity, state, line, ", " + proc if proc else "", text)


def environment(reader):
    body = Reader(reader.take(reader.number("H")))
    kind = body.number("B")
    if kind in (7, 8, 9, 10):
        return "%d %s" % (kind, body.take(body.number("B")).hex())
    return "%d %s" % (kind, body.text("B"))


def lines(data):
    """One line for each token. ValueError: they are not whole."""
    reader, columns = Reader(data), []
    while reader.at < len(data):
        token = reader.number("B")
        if token in DONE:
            status, _, count = reader.number("H"), reader.number("H"), reader.number("Q")
            words = [word for flag, word in FLAGS if status & flag]
            yield "%s %s%s" % (DONE[token], ", ".join(words), " %d" % count if count else "")
        elif token == 0x81:
            count = reader.number("H")
            columns = [Column(reader) for _ in range(0 if count == 0xFFFF else count)]
            yield "COLUMNS " + ", ".join("%s %02x" % (c.name, c.type) for c in columns)
        elif token in (0xD1, 0xD2):
            yield "ROW " + rows(reader, columns, token == 0xD2)
        elif token in (0xAA, 0xAB):
            yield {0xAA: "ERROR ", 0xAB: "INFO "}[token] + message(reader)
        elif token == 0xE3:
            yield "ENVIRONMENT " + environment(reader)
        elif token == 0x79:
            yield "STATUS %d" % reader.number("i")
        elif token in (0xA9, 0xAD):
            yield {0xA9: "ORDER ", 0xAD: "LOGIN "}[token] + reader.take(reader.number("H")).hex()
        elif token == 0xAE:
            while (feature := reader.number("B")) != 0xFF:
                yield "FEATURE %d %s" % (feature, reader.take(reader.number("I")).hex())
        else:
            raise ValueError("token 0x%02x" % token)
