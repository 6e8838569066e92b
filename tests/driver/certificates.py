"""Certificates for tests, made by openssl: an authority and what it has signed."""
import subprocess

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def authority(folder, name="ca"):
    """The file of the certificate; its key is beside it."""
    path = folder / (name + ".pem")
    openssl("req", "-x509", *KEY, "-keyout", path.with_suffix(".key"), "-out", path, "-subj",
            "/CN=gitmig test " + name, "-days", 10)
    return path


def certificate(folder, name, ca, host="localhost", days=5):
    """{"certificate", "key"} of a server, as a script has it. days < 0: expired."""
    path = folder / (name + ".pem")
    names = path.with_suffix(".ext")
    names.write_text("subjectAltName=DNS:%s\n" % host)
    openssl("req", *KEY, "-keyout", path.with_suffix(".key"), "-out", path.with_suffix(".csr"),
            "-subj", "/CN=" + host)
    openssl("x509", "-req", "-in", path.with_suffix(".csr"), "-CA", ca, "-CAkey",
            ca.with_suffix(".key"), "-CAcreateserial", "-extfile", names, "-days", days,
            "-out", path)
    return {"certificate": str(path), "key": str(path.with_suffix(".key"))}
