"""The server: it takes logins, answers from a script, and keeps a journal.

A script is a dictionary (or a JSON file, tests/driver/tds_server.py):

  prelogin   encryption: "no" (cannot; the default), "off" (can, and does for logins) or "on"
             (insists); what comes of it is MS-TDS 2.2.6.5. Or {"raw": HEX} instead of an
             answer; with "silent" nothing follows, not even an end
  tls        {"certificate": FILE, "key": FILE}, for "off" and "on"
  login      {"user":.., "password":.., "databases": [..]}: all others are refused as SQL Server
             does (18456, 4060); or {"answer": [..]}: this instead
  packet_size   of answers (default: what the client asks for)
  limits     where the connection is cut and how slow it is: wire.Limits; "connection": N means
             the Nth only
  rules      [{"match": REGEX, "times": N, "after": N, "answer": [..]}]: the first that fits a
             batch answers it; after: not before it fitted N times; times: no more often
  recording  a file (tds/recording.py) that answers what no rule does
  default    the answer when neither does

An answer is a list of steps, or in Python a function of the batch that gives one: {"columns": [[NAME, TYPE]..], "rows": [[..]..], "null_bitmap": bool},
{"error": {"number", "severity", "state", "line", "proc", "text"}}, {"info": the same},
{"count": N}, {"status": N} (RETURNSTATUS and DONEPROC), {"order": [..]}, {"raw": HEX} (the end; then "cut"),
{"trancount": N} (the server ends or begins transactions by itself), {"wait": "attention"},
{"endless": [[NAME, TYPE]..], "row": [..]} (that row again and again, until an attention comes),
{"wait": SECONDS}, {"deaf": SECONDS} (nothing that comes is heeded), {"hold": true} (what was said so far is sent), {"cut": true},
{"truncate": N} (the answer loses its last N bytes and the connection ends). A value "$trancount"
in a row is the present @@TRANCOUNT.
"""
import json
import re
import select
import socket
import struct
import threading
import time

from . import login as logins
from . import tokens, wire
from .recording import Player

TRANSACTION_WORDS = re.compile(
    r"N?'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/|\[(?:[^\]]|\]\])*\]"
    r"|\b(?P<word>BEGIN\s+TRAN(?:SACTION)?|COMMIT|ROLLBACK)\b", re.I | re.S)


class Journal:
    """What was received, in order: dictionaries, and lines of a file."""

    def __init__(self, path=None):
        self.entries, self.lock = [], threading.Lock()
        self.changed = threading.Condition(self.lock)
        self.file = open(path, "w", encoding="utf-8") if path else None

    def add(self, **entry):
        with self.lock:
            self.entries.append(entry)
            if self.file:
                self.file.write(json.dumps(entry) + "\n")
                self.file.flush()
            self.changed.notify_all()

    def of(self, *types):
        with self.lock:
            return [e for e in self.entries if e["type"] in types]

    def batches(self):
        return [e["sql"] for e in self.of("batch")]

    def round_trips(self):
        """Requests that wait for an answer, the handshake of TLS apart."""
        return len(self.of("prelogin", "login", "batch", "rpc", "transaction", "attention"))

    def wait_for(self, test, timeout=30):
        """Waits until an entry is so, and gives it; None: it did not come."""
        with self.lock:
            found = []

            def seen():
                found.extend(e for e in self.entries if test(e))
                return found
            self.changed.wait_for(seen, timeout)
            return found[0] if found else None


class Server:
    """Listens on a port of 127.0.0.1 from the start; with it as a context it serves."""

    def __init__(self, script=None, journal=None):
        self.script, self.journal = script or {}, journal or Journal()
        recording = self.script.get("recording")
        self.player = Player(recording) if recording else None
        self.rules = [Rule(rule) for rule in self.script.get("rules", [])]
        self.lock = threading.Lock()
        self.connections = 0
        self.open = []
        self.context = None
        if "tls" in self.script:
            tls = self.script["tls"]
            self.context = wire.server_context(tls["certificate"], tls["key"])
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        self.thread.join()
        for connection in list(self.open):
            connection.stream.close()

    def serve(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            connection = Connection(self, sock, self.connections)
            self.open.append(connection)
            threading.Thread(target=connection.run, daemon=True).start()

    def answer_to(self, sql):
        with self.lock:
            for rule in self.rules:
                if rule.fits(sql):
                    if self.player:
                        self.player.loose = True
                    return rule.answer
        return None


class Rule:
    def __init__(self, rule):
        self.pattern = re.compile(rule["match"], re.S | re.I)
        self.after, self.times = rule.get("after", 0), rule.get("times")
        self.answer = rule["answer"]

    def fits(self, sql):
        if self.times == 0 or not self.pattern.search(sql):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Connection:
    def __init__(self, server, sock, number):
        limits = dict(server.script.get("limits", {}))
        if limits.pop("connection", number) != number:
            limits = {}
        self.server, self.number = server, number
        self.stream = wire.Stream(sock, wire.Limits(**limits))
        self.stream.spid = 50 + number
        self.trancount, self.descriptor = 0, 0
        self.database = None

    def journal(self, kind, **entry):
        self.server.journal.add(type=kind, connection=self.number, **entry)

    def run(self):
        try:
            if self.greet():
                while self.step():
                    pass
            self.journal("refused")
            self.stream.close()
        except wire.Cut as cut:
            self.journal("cut", why=str(cut))
            self.stream.close(cut=True)
        except wire.Gone as gone:
            self.journal("closed", why=str(gone))
            self.stream.close()
        except Exception as error:  # for the test to see, whatever it was
            self.journal("broken", why=repr(error))
            self.stream.close()
            raise
        finally:
            self.server.open.remove(self)

    # login
    def greet(self):
        """PRELOGIN, TLS and LOGIN7; False: refused."""
        script, stream = self.server.script, self.stream
        kind, data, _ = stream.read_message()
        if kind != wire.PRELOGIN:
            raise wire.Gone("no PRELOGIN but type %d" % kind)
        wanted = logins.parse_prelogin(data)[1][0]
        self.journal("prelogin", encryption=logins.ENCRYPT_NAMES[wanted])
        has = script.get("prelogin", "no")
        if isinstance(has, dict):
            stream.write(bytes.fromhex(has["raw"]))
            if has.get("silent"):
                stream.read(1)
            return False
        says = logins.NEGOTIATED[has][wanted]
        stream.write_message(logins.prelogin(says))
        if says == logins.ENCRYPT_REQUIRED and wanted == logins.ENCRYPT_NOT_SUPPORTED:
            return False
        if says != logins.ENCRYPT_NOT_SUPPORTED:
            stream.start_tls(self.server.context)
            self.journal("tls", version=stream.tls.object.version())
        kind, data, _ = stream.read_message()
        if kind != wire.LOGIN:
            raise wire.Gone("no LOGIN7 but type %d" % kind)
        fields = logins.parse_login(data)
        self.journal("login", encrypted=bool(stream.tls), **fields)
        if says == logins.ENCRYPT_OFF:
            stream.stop_tls()
        return self.log_in(fields)

    def log_in(self, fields):
        script = self.server.script
        rule = script.get("login", {})
        if "answer" in rule:
            self.say(rule["answer"])
            return rule.get("goes_on", False)
        refused = self.refusal(rule, fields)
        if refused:
            self.stream.write_message(b"".join(refused) + tokens.done(tokens.ERROR))
            return False
        size = min(script.get("packet_size", 4096), fields["packet_size"] or 4096)
        self.stream.size = size
        self.database = fields["database"] or "master"
        player = self.server.player
        self.stream.write_message(player.log_in() if player else tokens.login_ack(
            self.database, size, fields.get("features", {})))
        return True

    @staticmethod
    def refusal(rule, fields):
        user, database = fields["user"], fields["database"]
        failed = tokens.message(18456, "Login failed for user '%s'." % user, 14)
        if rule.get("user", user) != user or \
                rule.get("password", fields["password"]) != fields["password"]:
            return [failed]
        if database not in rule.get("databases", [database]):
            return [tokens.message(4060, 'Cannot open database "%s" requested by the login. '
                                         'The login failed.' % database, 11), failed]
        return []

    # requests
    def step(self):
        kind, data, count = self.stream.read_message()
        if kind == wire.BATCH:
            sql, descriptor = logins.batch_text(data)
            self.journal("batch", sql=sql, packets=count, transaction=descriptor,
                         trancount=self.trancount)
            self.batch(sql)
        elif kind == wire.ATTENTION:
            self.attention()
        elif kind == wire.TRANSACTION:
            self.transaction(data)
        else:
            self.journal(wire.TYPES.get(kind, "type %d" % kind))
            self.stream.write_message(
                tokens.message(50001, "this server takes batches only")
                + tokens.done(tokens.ERROR))
        return True

    def attention(self):
        self.journal("attention")
        self.stream.write_message(tokens.done(tokens.ATTENTION))

    def transaction(self, data):
        at = struct.unpack_from("<I", data)[0]
        request = struct.unpack_from("<H", data, at)[0]
        self.journal("transaction", request=request)
        answer = self.set_trancount({5: self.trancount + 1, 7: max(0, self.trancount - 1),
                                     8: 0}.get(request, self.trancount), commit=request == 7)
        self.stream.write_message(answer + tokens.done())

    def batch(self, sql):
        answer = self.server.answer_to(sql)
        if answer is not None:
            self.say(answer, self.follow(sql), sql)
        elif self.server.player and self.play(sql):
            pass
        elif re.match(r"\s*SELECT\s+@@TRANCOUNT\s*;?\s*$", sql, re.I):
            self.say([{"columns": [["", "int!"]], "rows": [["$trancount"]]}])
        else:
            changes = self.follow(sql)
            self.say(self.server.script.get("default", []), changes, sql)

    def play(self, sql):
        """False: it is not in the recording, and need not be."""
        player = self.server.player
        answer = player.answer(sql)
        if answer is None:
            if player.loose:
                return False
            self.journal("unexpected", sql=sql, expected=player.expected())
            answer = tokens.message(50002, "not what the recording has next") + \
                tokens.done(tokens.ERROR)
        self.follow(sql)
        self.stream.write_message(answer)
        return True

    def follow(self, sql):
        """What the batch does to @@TRANCOUNT, as tokens."""
        changes = b""
        for match in TRANSACTION_WORDS.finditer(sql):
            word = (match["word"] or "").upper()
            if word.startswith("BEGIN"):
                changes += self.set_trancount(self.trancount + 1)
            elif word == "COMMIT":
                changes += self.set_trancount(max(0, self.trancount - 1), commit=True)
            elif word == "ROLLBACK":
                changes += self.set_trancount(0)
        return changes

    def set_trancount(self, count, commit=False):
        before, self.trancount = self.trancount, count
        if before == 0 and count > 0:
            self.descriptor += 1
            return tokens.environment(8, struct.pack("<Q", self.descriptor), b"")
        if before > 0 and count == 0:
            if self.server.player and not commit:
                self.server.player.rolled_back()
            return tokens.environment(9 if commit else 10, b"",
                                      struct.pack("<Q", self.descriptor))
        return b""

    # answers
    def say(self, steps, start=b"", sql=None):
        answer = Answer(self)
        answer.data += start
        if callable(steps):
            steps = steps(sql)
        for step in steps:
            if answer.step(step):
                return
        answer.end()


class Answer:
    """Tokens that are gathered, then sent."""

    def __init__(self, connection):
        self.connection, self.stream = connection, connection.stream
        self.data, self.failed, self.pending = b"", False, None

    def close_set(self, more):
        """Writes the DONE that was due; it says whether more comes."""
        if self.pending is not None:
            token, status, count = self.pending
            self.data += tokens.done(status | (tokens.MORE if more else 0), count, token)
            self.pending = None

    def end(self):
        if self.pending is None:
            self.pending = (0xFD, tokens.ERROR if self.failed else 0, 0)
        self.close_set(False)
        self.flush()

    def flush(self):
        if self.data:
            self.stream.write_message(self.data)
        self.data = b""

    def step(self, step):
        """True: nothing is to follow."""
        kind = next(k for k in step if k in STEPS)
        return STEPS[kind](self, step[kind], step)

    def columns(self, columns, step):
        self.close_set(True)
        columns = [tokens.Column(name, type_) for name, type_ in columns]
        parts = [tokens.metadata(columns)]
        for row in step.get("rows", []):
            row = [self.connection.trancount if v == "$trancount" else v for v in row]
            parts.append(tokens.row(columns, row, step.get("null_bitmap", False)))
        self.data += b"".join(parts)
        self.pending = (0xFD, tokens.COUNT, len(step.get("rows", [])))

    def endless(self, columns, step):
        """Rows, until an attention comes."""
        self.close_set(True)
        columns = [tokens.Column(name, type_) for name, type_ in columns]
        self.data += tokens.metadata(columns)
        while not select.select([self.stream.sock], [], [], 0)[0]:
            self.data += tokens.row(columns, step["row"], False) * 20
            self.hold()
        return self.wait("attention", step)

    def error(self, error, _):
        self.close_set(True)
        self.data += tokens.message(**error)
        self.failed = True
        self.pending = (0xFD, tokens.ERROR, 0)

    def info(self, info, _):
        self.close_set(True)
        self.data += tokens.message(**{"severity": 0, **info}, token=0xAB)

    def count(self, count, _):
        self.close_set(True)
        self.pending = (0xFD, tokens.COUNT, count)

    def status(self, status, _):
        self.close_set(True)
        self.data += tokens.return_status(status)
        self.pending = (0xFE, 0, 0)

    def order(self, columns, _):
        self.data += tokens.order(columns)

    def raw(self, data, step):
        self.close_set(True)
        self.data += bytes.fromhex(data)
        self.flush()
        if step.get("cut"):
            raise wire.Cut("after raw bytes")
        return True

    def trancount(self, count, _):
        self.close_set(True)
        self.pending = (0xFD, tokens.ERROR if self.failed else 0, 0)
        self.data += self.connection.set_trancount(count)

    def hold(self, *_):
        """What there is goes out as a packet that is not the last."""
        self.close_set(True)
        for packet in wire.packets(wire.REPLY, self.data, self.stream.size, self.stream.spid):
            self.stream.write_packet(packet[:1] + b"\0" + packet[2:])
        self.data = b""

    def wait(self, what, _):
        if what != "attention":
            if select.select([self.stream.sock], [], [], what)[0]:
                self.stream.sock.recv(1, socket.MSG_PEEK) or self.gone()
            return False
        kind, _, _ = self.stream.read_message()
        if kind != wire.ATTENTION:
            raise wire.Gone("no attention but type %d" % kind)
        self.close_set(True)
        self.connection.journal("attention")
        self.data += tokens.done(tokens.ATTENTION)
        self.flush()
        return True

    def deaf(self, seconds, _):
        """Says nothing whatever comes, until the connection is closed."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.stream.sock.settimeout(max(0.01, end - time.monotonic()))
            self.stream._recv()

    def gone(self):
        raise wire.Gone("closed")

    def cut(self, *_):
        self.close_set(True)
        self.flush()
        raise wire.Cut("by an answer")

    def truncate(self, count, _):
        self.close_set(False)
        packets = b"".join(wire.packets(wire.REPLY, self.data, self.stream.size))
        self.stream.write(packets[:-count])
        raise wire.Cut("in an answer")


STEPS = {name: getattr(Answer, name)
         for name in ("columns", "endless", "error", "info", "count", "status", "order", "raw", "trancount",
                      "hold", "wait", "deaf", "cut", "truncate")}
