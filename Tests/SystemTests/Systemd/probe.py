"""Runs with the lines of a unit's sandbox and tries what they are to prevent. One check a line on standard output.

    probe.py UNIT WRITABLE-FOLDER… -- FORBIDDEN-FAMILY…
"""
import ctypes
import mmap
import os
import socket
import sys
import time

unit = sys.argv[1]
separator = sys.argv.index("--")
writable, families = sys.argv[2:separator], sys.argv[separator + 1:]
library = ctypes.CDLL(None, use_errno=True)
closed_folders = """/ /etc /etc/picket /usr/lib/picket /var /var/lib /var/lib/picket /var/lib/picket/models /var/lib/picket/trainer
    /var/lib/picket/base /run /run/picket /run/systemd /var/log /boot /sys/fs/cgroup /proc/sys/kernel""".split()


def check(name, problem):
    print(f"not ok {unit} {name}: {problem}" if problem else f"ok {unit} {name}", flush=True)


def refused(name, action):
    """`action` must fail, for whatever reason the system gives."""
    try:
        check(name, f"it was allowed and gave {action()!r}"[:200])
    except OSError as error:
        print(f"{name}: {error}", file=sys.stderr)
        check(name, None)


def call(function, *arguments):
    if function(*arguments) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def write(folder):
    path = os.path.join(folder, ".probe")
    with open(path, "w", encoding="utf-8") as file:
        file.write("x")
    os.unlink(path)


def read(path):
    with open(path, "rb") as file:
        return file.read(40)


for family in families:
    refused(f"cannot open a socket of family {family}", lambda: socket.socket(getattr(socket, family), socket.SOCK_DGRAM))
for folder in closed_folders:
    if folder not in writable:
        refused(f"cannot write in {folder}", lambda: write(folder))
for folder in writable:
    try:
        check(f"can write in {folder}", write(folder))
    except OSError as error:
        check(f"can write in {folder}", error)
refused("cannot look into /home", lambda: os.listdir("/home/someone"))
refused("cannot look into /root", lambda: os.listdir("/root"))
refused("cannot read where keys are kept", lambda: read("/etc/credstore/llm-api-key"))
refused("cannot read /etc/shadow", lambda: read("/etc/shadow"))
refused("cannot see processes of others", lambda: read("/proc/1/cmdline"))
refused("cannot become root", lambda: os.setuid(0))
refused("cannot make a namespace", lambda: call(library.unshare, 0x10000000))
refused("cannot make memory that is written and executed", lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC))
refused("cannot trace processes", lambda: call(library.ptrace, 0, 0, 0, 0))
refused("cannot set the clock", lambda: time.clock_settime(time.CLOCK_REALTIME, 0))
refused("cannot open the machine's memory", lambda: read("/dev/mem"))
refused("cannot make device files", lambda: os.mknod("/tmp/probe-device", 0o600 | 0o020000, os.makedev(1, 1)))
with open("/proc/self/status", encoding="ascii") as status:
    capabilities = [line.split()[1] for line in status if line.startswith("Cap")]
check("has no capability, and none to gain", None if set(capabilities) == {"0" * 16} else capabilities)
