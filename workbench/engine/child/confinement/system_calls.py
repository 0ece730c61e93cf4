"""The numbers of the system calls that a process which only runs guests never makes, for x86-64 and arm64.

Owns: the list. Whoever runs no program, opens no socket, ends no process and changes no owner, mode or clock does
without all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_ABSENT: Final = -1


@dataclass(frozen=True, slots=True)
class Architecture:
    """What differs between processors."""

    audit_number: int
    """By which the kernel names it to a filter."""
    denied: frozenset[int]
    clone: int
    clone3: int
    tgkill: int
    prlimit64: int
    setpriority: int
    sched_setscheduler: int
    fcntl: int
    ioctl: int
    prctl: int


NEWEST_KNOWN: Final = 462
"""Later numbers, the same on all architectures, are of calls that this list cannot judge."""

_OTHER_PROCESSES: Final = """
    ptrace 101 117            process_vm_readv 310 270   process_vm_writev 311 271  process_madvise 440 440
    process_mrelease 448 448  kcmp 312 272               pidfd_open 434 434         pidfd_getfd 438 438
    pidfd_send_signal 424 424 kill 62 129                tkill 200 130              rt_sigqueueinfo 129 138
    rt_tgsigqueueinfo 297 240 migrate_pages 256 238      move_pages 279 239         setpgid 109 154
    sched_setparam 142 118    sched_setattr 314 274      sched_setaffinity 203 122  ioprio_set 251 30
"""
_PROGRAMS: Final = "execve 59 221  execveat 322 281  fork 57 -  vfork 58 -  unshare 272 97  setns 308 268"
_SOCKETS_AND_QUEUES: Final = """
    socket 41 198   socketpair 53 199  connect 42 203  bind 49 200    listen 50 201  accept 43 202  accept4 288 242
    shmget 29 194   shmat 30 196       shmctl 31 195   semget 64 190  semop 65 193   semctl 66 191  semtimedop 220 192
    msgget 68 186   msgsnd 69 189      msgrcv 70 188   msgctl 71 187  mq_open 240 180  mq_unlink 241 181
"""
_KERNEL: Final = """
    bpf 321 280               perf_event_open 298 241    userfaultfd 323 282        io_uring_setup 425 425
    io_uring_enter 426 426    io_uring_register 427 427  io_setup 206 0             io_submit 209 2
    keyctl 250 219            add_key 248 217            request_key 249 218        init_module 175 105
    finit_module 313 273      delete_module 176 106      kexec_load 246 104         kexec_file_load 320 294
    reboot 169 142            swapon 167 224             swapoff 168 225            acct 163 89
    syslog 103 116            quotactl 179 60            quotactl_fd 443 443        lookup_dcookie 212 18
    settimeofday 164 170      clock_settime 227 112      adjtimex 159 171           clock_adjtime 305 266
    sethostname 170 161       setdomainname 171 162      personality 135 92         vhangup 153 58
    iopl 172 -                ioperm 173 -               modify_ldt 154 -           uselib 134 -
    nfsservctl 180 42         memfd_secret 447 447
"""
_MOUNTS: Final = """
    mount 165 40              umount2 166 39             pivot_root 155 41          chroot 161 51
    open_tree 428 428         move_mount 429 429         fsopen 430 430             fsconfig 431 431
    fsmount 432 432           fspick 433 433             mount_setattr 442 442      open_by_handle_at 304 265
    name_to_handle_at 303 264 fanotify_init 300 262      inotify_init 253 -         inotify_init1 294 26
    statmount 457 457         listmount 458 458
"""
_OWNERS_AND_MODES: Final = """
    chmod 90 -                fchmod 91 52               fchmodat 268 53            fchmodat2 452 452
    chown 92 -                fchown 93 55               lchown 94 -                fchownat 260 54
    setxattr 188 5            lsetxattr 189 6            fsetxattr 190 7            removexattr 197 14
    lremovexattr 198 15       fremovexattr 199 16        utime 132 -                utimes 235 -
    futimesat 261 -           utimensat 280 88           truncate 76 45             mknod 133 -
    mknodat 259 33            setuid 105 146             setgid 106 144             setreuid 113 145
    setregid 114 143          setresuid 117 147          setresgid 119 149          setgroups 116 159
    setfsuid 122 151          setfsgid 123 152           capset 126 91
"""


def _table() -> dict[str, tuple[int, int]]:
    words = "".join((_OTHER_PROCESSES, _PROGRAMS, _SOCKETS_AND_QUEUES, _KERNEL, _MOUNTS, _OWNERS_AND_MODES)).split()
    numbers = [_ABSENT if word == "-" else int(word) for word in words if not word[0].isalpha()]
    names = words[::3]
    return dict(zip(names, zip(numbers[::2], numbers[1::2], strict=True), strict=True))


DENIED: Final = _table()
"""Name to the numbers on x86-64 and on arm64; -1: there is none."""


def _numbers(index: int) -> frozenset[int]:
    return frozenset(pair[index] for pair in DENIED.values() if pair[index] != _ABSENT)


ARCHITECTURES: Final = {
    "x86_64": Architecture(0xC000_003E, _numbers(0), 56, 435, 234, 302, 141, 144, 72, 16, 157),
    "aarch64": Architecture(0xC000_00B7, _numbers(1), 220, 435, 131, 261, 140, 119, 25, 29, 167),
}
"""By the name that `uname` has."""
