"""Stops the threads of a process whose names begin with NAME, and only these, until the process is gone.

    hold_threads.py PID NAME

A signal stops a whole process; a tracer stops single threads.
"""
import ctypes
import os
import sys
import time

SEIZE, INTERRUPT = 0x4206, 0x4207
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long
pid, name, held = int(sys.argv[1]), sys.argv[2], 0
for thread in os.listdir(f"/proc/{pid}/task"):
    with open(f"/proc/{pid}/task/{thread}/comm", encoding="utf-8") as comm:
        if not comm.read().startswith(name):
            continue
    for request in (SEIZE, INTERRUPT):
        if libc.ptrace(request, int(thread), None, None) != 0:
            sys.exit(f"thread {thread}: {os.strerror(ctypes.get_errno())}")
    held += 1
print(f"{held} threads are held", flush=True)
if not held:
    sys.exit(1)
while os.path.exists(f"/proc/{pid}/task"):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            if stat.read().rsplit(")", 1)[1].split()[0] in "ZX":
                break
    except (FileNotFoundError, ProcessLookupError):
        break
    time.sleep(0.05)
