"""Gives each target an hour of a processor, as /proc counts it, however busy the machine is; idle when others want it.

    python3 fuzz/hour.py FOLDER-OF-THE-BINARIES FOLDER-TO-WRITE-TO TARGET...

Prints the rows of the table in fuzz/README.md; a finding lies in FOLDER-TO-WRITE-TO/TARGET/found. A file `pause` there stops it for as long as it is there.
When it is stopped itself, TARGET/seconds says how far it came, and the same command goes on from there, with the corpus that it found."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

HOUR = 3600
TICK = os.sysconf('SC_CLK_TCK')


def used(pid: int) -> float:
    fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(') ', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def run(binaries: pathlib.Path, folder: pathlib.Path, target: str) -> None:
    own = folder / target
    (own / 'corpus').mkdir(parents=True, exist_ok=True)
    (own / 'found').mkdir(exist_ok=True)
    before = own / 'seconds'
    start, earlier, stopped = time.time(), float(before.read_text()) if before.exists() else 0.0, False
    seconds = earlier
    with open(own / 'log', 'a') as log:
        process = subprocess.Popen(
            ['chrt', '-i', '0', binaries / target, own / 'corpus', pathlib.Path(__file__).parent / 'corpus' / target, '-max_len=20000',
             '-print_final_stats=1', '-rss_limit_mb=2000', '-timeout=3600', f'-artifact_prefix={own}/found/'],
            stdout=log, stderr=subprocess.STDOUT)
        try:
            while process.poll() is None:
                seconds = max(seconds, earlier + used(process.pid))
                before.write_text(f'{seconds:.0f}')
                if seconds >= HOUR:
                    process.send_signal(signal.SIGCONT)
                    process.send_signal(signal.SIGINT)
                    break
                pause = (folder / 'pause').exists()
                if pause != stopped:
                    process.send_signal(signal.SIGSTOP if pause else signal.SIGCONT)
                    stopped = pause
                time.sleep(1)
        except (SystemExit, KeyboardInterrupt):
            process.kill()
            raise
        process.wait()
    # Each run counts from one.
    runs = re.split(r'INFO: Running with', (own / 'log').read_text())
    inputs = sum(int((re.findall(r'^#(\d+)', run, re.MULTILINE) or [0])[-1]) for run in runs)
    found = len(list((own / 'found').iterdir()))
    print(f'| `{target}` | {time.time() - start:,.0f} | {seconds:,.0f} | {inputs:,} | {found} found |', flush=True)


signal.signal(signal.SIGTERM, lambda *_: sys.exit())
for name in sys.argv[3:]:
    run(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), name)
