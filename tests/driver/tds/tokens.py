"""The tokens of an answer, and SQL Server's types with their values."""
import datetime
import decimal
import re
import struct
import uuid

COLLATION = bytes([0x09, 0x04, 0xD0, 0x00, 0x34])  # SQL_Latin1_General_CP1_CI_AS
MORE, ERROR, COUNT, ATTENTION = 0x01, 0x02, 0x10, 0x20
NULL_PLP = 0xFFFFFFFFFFFFFFFF


def short(text):
    return struct.pack("<B", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def long(text):
    return struct.pack("<H", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def sized(token, body):
    return struct.pack("<BH", token, len(body)) + body


def done(status=0, count=0, token=0xFD, command=0xC1):
    return struct.pack("<BHHQ", token, status, command, count)


def message(number, text, severity=16, state=1, line=1, proc="", server="playback", token=0xAA):
    return sized(token, struct.pack("<iBB", number, state, severity) + long(text)
                 + short(server) + short(proc) + struct.pack("<I", line))


def environment(kind, new, old):
    if isinstance(new, str):
        return sized(0xE3, bytes([kind]) + short(new) + short(old))
    return sized(0xE3, bytes([kind, len(new)]) + new + bytes([len(old)]) + old)


def return_status(value):
    return struct.pack("<Bi", 0x79, value)


def order(columns):
    return sized(0xA9, struct.pack("<%dH" % len(columns), *columns))


def login_ack(database, packet_size, features):
    answer = environment(1, database, "master")
    answer += message(5701, "Changed database context to '%s'." % database, 0, 2, token=0xAB)
    answer += environment(7, COLLATION, b"")
    answer += environment(2, "us_english", "")
    answer += message(5703, "Changed language setting to us_english.", 0, token=0xAB)
    answer += sized(0xAD, b"\x01" + struct.pack(">I", 0x74000004)
                    + short("Microsoft SQL Server\0\0") + bytes([16, 0, 7, 208]))
    answer += environment(4, str(packet_size), "4096")
    if features:
        answer += b"\xae" + (b"\x0a\x01\x00\x00\x00\x01" if 10 in features else b"") + b"\xff"
    return answer + done()


# types: name -> (TYPE_INFO, the bytes of a value, how many bytes its length takes or "plp"
# or "text", or 0 where it has none)
def integer(size):
    return bytes([0x26, size]), lambda v: int(v).to_bytes(size, "little", signed=size > 1), 1


def fixed(token, code):
    return bytes([token]), lambda v: struct.pack(code, v), 0


def numeric(precision=18, scale=0):
    size = 4 if precision <= 9 else 8 if precision <= 19 else 12 if precision <= 28 else 16

    def value(v):
        with decimal.localcontext(decimal.Context(prec=40)):
            whole = int(decimal.Decimal(str(v)).scaleb(scale).to_integral_value())
        return bytes([whole >= 0]) + abs(whole).to_bytes(size, "little")
    return bytes([0x6C, size + 1, precision, scale]), value, 1


def money(size):
    def value(v):
        units = int(decimal.Decimal(str(v)) * 10000)
        if size == 4:
            return struct.pack("<i", units)
        return struct.pack("<iI", units >> 32, units & 0xFFFFFFFF)
    return bytes([0x6E, size]), value, 1


def moment(text):
    return datetime.datetime.fromisoformat(text)


def days(when):
    return (when.date().toordinal() - 1).to_bytes(3, "little")


def time_bytes(text, scale):
    """The fraction is read from the text: Python's has six digits, SQL Server's seven."""
    clock, _, fraction = text.partition(".")
    hours, minutes, seconds = (int(part) for part in (clock + ":00:00").split(":")[:3])
    units = (hours * 3600 + minutes * 60 + seconds) * 10 ** scale
    units += int((fraction + "0" * 7)[:scale] or 0)
    return units.to_bytes(3 if scale <= 2 else 4 if scale <= 4 else 5, "little")


def time(scale=7):
    return bytes([0x29, scale]), lambda v: time_bytes(v, scale), 1


def datetime2(scale=7):
    def value(v):
        date, _, clock = v.replace("T", " ").partition(" ")
        return time_bytes(clock, scale) + days(moment(date))
    return bytes([0x2A, scale]), value, 1


def datetimeoffset(scale=7):
    def value(v):
        when = moment(v)
        offset = int(when.utcoffset().total_seconds()) // 60
        utc = when.astimezone(datetime.timezone.utc)
        clock = utc.strftime("%H:%M:%S.") + "%06d" % utc.microsecond
        return time_bytes(clock, scale) + days(utc) + struct.pack("<h", offset)
    return bytes([0x2B, scale]), value, 1


def old_datetime(size):
    def value(v):
        when = moment(v)
        since = (when.date() - datetime.date(1900, 1, 1)).days
        if size == 4:
            return struct.pack("<HH", since, when.hour * 60 + when.minute)
        ticks = round((when.hour * 3600 + when.minute * 60 + when.second
                       + when.microsecond / 1e6) * 300)
        return struct.pack("<iI", since, ticks)
    return bytes([0x6F, size]), value, 1


def character(token, unit, encode):
    def make(length="1"):
        if length == "max":
            return struct.pack("<BH", token, 0xFFFF) + COLLATION, encode, "plp"
        return struct.pack("<BH", token, int(length) * unit) + COLLATION, encode, 2
    return make


def binary(token):
    def make(length="1"):
        if length == "max":
            return struct.pack("<BH", token, 0xFFFF), bytes.fromhex, "plp"
        return struct.pack("<BH", token, int(length)), bytes.fromhex, 2
    return make


def large(token, limit, collation, encode):
    # a table's name belongs to it: none in parts
    return struct.pack("<BI", token, limit) + collation + b"\x00", encode, "text"


def variant():
    """Of nvarchar, always."""
    def value(v):
        data = utf16(v)
        return b"\xe7\x07" + COLLATION + struct.pack("<H", 8000) + data
    return struct.pack("<BI", 0x62, 8016), value, 4


def utf16(text):
    return text.encode("utf-16-le", "surrogatepass")


def latin(text):
    return text.encode("cp1252")


TYPES = {
    "tinyint": lambda: integer(1), "smallint": lambda: integer(2), "int": lambda: integer(4),
    "bigint": lambda: integer(8), "bit": lambda: (b"\x68\x01", lambda v: bytes([bool(v)]), 1),
    "int!": lambda: fixed(0x38, "<i"), "bit!": lambda: fixed(0x32, "<?"),
    "bigint!": lambda: fixed(0x7F, "<q"), "smallint!": lambda: fixed(0x34, "<h"),
    "tinyint!": lambda: fixed(0x30, "<B"), "float!": lambda: fixed(0x3E, "<d"),
    "real": lambda: (b"\x6d\x04", lambda v: struct.pack("<f", v), 1),
    "float": lambda: (b"\x6d\x08", lambda v: struct.pack("<d", v), 1),
    "numeric": lambda p=18, s=0: numeric(int(p), int(s)),
    "decimal": lambda p=18, s=0: numeric(int(p), int(s)),
    "money": lambda: money(8), "smallmoney": lambda: money(4),
    "date": lambda: (b"\x28", lambda v: days(moment(v)), 1),
    "time": lambda s=7: time(int(s)), "datetime2": lambda s=7: datetime2(int(s)),
    "datetimeoffset": lambda s=7: datetimeoffset(int(s)),
    "datetime": lambda: old_datetime(8), "smalldatetime": lambda: old_datetime(4),
    "uniqueidentifier": lambda: (b"\x24\x10", lambda v: uuid.UUID(v).bytes_le, 1),
    "varchar": character(0xA7, 1, latin), "char": character(0xAF, 1, latin),
    "nvarchar": character(0xE7, 2, utf16), "nchar": character(0xEF, 2, utf16),
    "sysname": lambda: character(0xE7, 2, utf16)("128"),
    "varbinary": binary(0xA5), "binary": binary(0xAD),
    "text": lambda: large(0x23, 0x7FFFFFFF, COLLATION, latin),
    "ntext": lambda: large(0x63, 0x7FFFFFFE, COLLATION, utf16),
    "image": lambda: large(0x22, 0x7FFFFFFF, b"", bytes.fromhex),
    "xml": lambda: (b"\xf1\x00", utf16, "plp"), "sql_variant": variant,
}


class Column:
    def __init__(self, name, type_):
        match = re.fullmatch(r"(\w+!?)(?:\(([^)]*)\))?", type_)
        arguments = [a.strip() for a in match[2].split(",")] if match[2] else []
        self.name = name
        self.info, self.encode, self.prefix = TYPES[match[1]](*arguments)

    def metadata(self):
        return struct.pack("<IH", 0, 0x09) + self.info + short(self.name)

    def value(self, value, chunk=8000):
        if value is None:
            return {1: b"\0", 2: b"\xff\xff", 4: b"\0\0\0\0", "text": b"\0",
                    "plp": struct.pack("<Q", NULL_PLP)}[self.prefix]
        data = self.encode(value)
        if self.prefix == "plp":
            parts = [data[i:i + chunk] for i in range(0, len(data), chunk)]
            return (struct.pack("<Q", len(data))
                    + b"".join(struct.pack("<I", len(p)) + p for p in parts) + b"\0\0\0\0")
        if self.prefix == "text":
            return b"\x10" + b"dummy textptr\0\0\0" + b"\0" * 8 + struct.pack("<I", len(data)) + data
        return len(data).to_bytes(self.prefix, "little") + data if self.prefix else data


def metadata(columns):
    return struct.pack("<BH", 0x81, len(columns)) + b"".join(c.metadata() for c in columns)


def row(columns, values, bitmap=False):
    if not bitmap:
        return b"\xd1" + b"".join(c.value(v) for c, v in zip(columns, values, strict=True))
    bits = bytearray((len(columns) + 7) // 8)
    body = b""
    for i, (column, value) in enumerate(zip(columns, values, strict=True)):
        if value is None:
            bits[i // 8] |= 1 << i % 8
        else:
            body += column.value(value)
    return b"\xd2" + bytes(bits) + body
