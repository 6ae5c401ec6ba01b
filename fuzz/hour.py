"""Gives each target an hour of a processor, as /proc counts it, however busy the machine is; idle when others want it.

    python3 fuzz/hour.py FOLDER-OF-THE-BINARIES FOLDER-TO-WRITE-TO TARGET...

Prints the rows of the table in fuzz/README.md; a finding lies in FOLDER-TO-WRITE-TO/TARGET/found. A file `pause` there stops it for as long as it is there."""
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
    start, seconds, stopped = time.time(), 0.0, False
    with open(own / 'log', 'w') as log:
        process = subprocess.Popen(
            ['chrt', '-i', '0', binaries / target, own / 'corpus', pathlib.Path(__file__).parent / 'corpus' / target, '-max_len=20000',
             '-print_final_stats=1', '-rss_limit_mb=2000', '-timeout=600', f'-artifact_prefix={own}/found/'],
            stdout=log, stderr=subprocess.STDOUT)
        while process.poll() is None:
            seconds = max(seconds, used(process.pid))
            if seconds >= HOUR:
                process.send_signal(signal.SIGCONT)
                process.send_signal(signal.SIGINT)
                break
            pause = (folder / 'pause').exists()
            if pause != stopped:
                process.send_signal(signal.SIGSTOP if pause else signal.SIGCONT)
                stopped = pause
            time.sleep(1)
        process.wait()
    inputs = re.findall(r'#(\d+)', (own / 'log').read_text())
    found = len(list((own / 'found').iterdir()))
    print(f'| `{target}` | {time.time() - start:,.0f} | {seconds:,.0f} | {int(inputs[-1]) if inputs else 0:,} | {found} found |', flush=True)


for name in sys.argv[3:]:
    run(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), name)
