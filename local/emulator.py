"""Runs MiniStack for as long as the command that started it lives: `python emulator.py MARK`.

Standard input is a pipe that nobody writes to. It ends when the starting command does, however that came: MiniStack is
then asked to stop, as by Ctrl-C, and saves its state. MARK is the file that says "the state is in memory only"; it goes
once the state is saved.
"""

import os
import runpy
import signal
import sys
import threading


def stop_with_parent():
    # Not sys.stdin: a thread that waits in there keeps the interpreter from ending.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main(mark):
    threading.Thread(target=stop_with_parent, daemon=True).start()
    # Modules are looked for in the virtual environment, not beside this file.
    del sys.path[0]
    sys.argv = ["ministack"]
    try:
        runpy.run_module("ministack", run_name="__main__")
    except SystemExit as end:
        if end.code:
            raise
    if os.path.exists(mark):
        os.remove(mark)


main(sys.argv[1])
