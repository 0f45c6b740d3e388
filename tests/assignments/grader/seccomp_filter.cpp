#include "tests/assignments/grader/seccomp_filter.hpp"

#if defined(__linux__) && defined(TAPESTRY_HAS_SECCOMP)

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include <initializer_list>
#include <memory>

#include "tests/assignments/grader/descriptor.hpp"

namespace tapestry::grader {

namespace {

// Stands in the filter for the process's own id, which is known only after the fork.
constexpr std::uint32_t kOwnId = 0x5e1f1d00;

// Refused whatever they are given. A name that this libseccomp or this processor does not know is
// left out.
constexpr const char* kRefusedCalls[] = {
    // Other processes: to start one, to outlive the group, to signal, read or slow down one.
    "fork", "vfork", "execveat", "setsid", "setpgid", "tkill", "ptrace", "process_vm_readv",
    "process_vm_writev", "process_madvise", "process_mrelease", "kcmp", "pidfd_open", "pidfd_getfd",
    "pidfd_send_signal", "setrlimit", "setpriority", "ioprio_set", "sched_setattr",
    "sched_setparam", "sched_setscheduler", "sched_setaffinity", "migrate_pages", "move_pages",
    // Files: to write, and what changes one without opening it.
    "creat", "open_by_handle_at", "unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir",
    "mkdirat", "rmdir", "mknod", "mknodat", "link", "linkat", "symlink", "symlinkat", "chmod",
    "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "truncate", "ftruncate",
    "truncate64", "ftruncate64", "fallocate", "utime", "utimes", "utimensat", "futimesat", "sync",
    "syncfs", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr",
    "memfd_create", "memfd_secret", "fanotify_init", "quotactl", "quotactl_fd",
    // The network, and what else leads to other processes.
    "socket", "socketpair", "socketcall", "bind", "connect", "listen", "accept", "accept4",
    "sendto", "sendmsg", "sendmmsg", "shmget", "shmat", "shmctl", "shmdt", "msgget", "msgsnd",
    "msgrcv", "msgctl", "semget", "semop", "semtimedop", "semctl", "ipc", "mq_open", "mq_unlink",
    "mq_timedsend", "mq_timedreceive", "mq_notify", "mq_getsetattr", "add_key", "request_key",
    "keyctl",
    // The system: what is root's, and calls of the kernel that have often been broken into.
    "mount", "umount", "umount2", "pivot_root", "chroot", "unshare", "setns", "open_tree",
    "move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "bpf",
    "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register",
    "io_setup", "io_submit", "personality", "modify_ldt", "vhangup", "acct", "swapon", "swapoff",
    "reboot", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module",
    "iopl", "ioperm", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname",
    "setdomainname", "syslog", "lookup_dcookie"};

class FilterContext {
 public:
  FilterContext() : context_(seccomp_init(SCMP_ACT_ALLOW)) {
    if (!context_) base::fail("libseccomp made no filter.");
  }
  ~FilterContext() { seccomp_release(context_); }
  FilterContext(const FilterContext&) = delete;
  FilterContext& operator=(const FilterContext&) = delete;

  // Refuses the call where all of the comparisons are true; with ENOSYS, glibc does what it did
  // before there was such a call.
  void refuse(const char* call, std::initializer_list<scmp_arg_cmp> where = {}, int error = EPERM) {
    const int number = seccomp_syscall_resolve_name(call);
    if (number < 0) return;
    const int wrong =
        seccomp_rule_add_array(context_, SCMP_ACT_ERRNO(static_cast<unsigned>(error)), number,
                               static_cast<unsigned>(where.size()), where.begin());
    if (wrong != 0) base::fail("libseccomp took no rule for ", call, ": ", reason_of(-wrong), ".");
  }
  void refuse_bits(const char* call, unsigned argument, scmp_datum_t bits) {
    refuse(call, {scmp_arg_cmp{argument, SCMP_CMP_MASKED_EQ, bits, bits}});
  }
  // Of an int, the upper half of a register means nothing.
  void refuse_int(const char* call, unsigned argument, unsigned value) {
    refuse(call, {scmp_arg_cmp{argument, SCMP_CMP_MASKED_EQ, 0xffffffffU, value}});
  }
  void refuse_unless(const char* call, unsigned argument, scmp_datum_t value) {
    refuse(call, {scmp_arg_cmp{argument, SCMP_CMP_NE, value, 0}});
  }

  void export_to(int file) const {
    if (seccomp_export_bpf(context_, file) != 0) base::fail("libseccomp wrote no filter.");
  }

 private:
  scmp_filter_ctx context_;
};

void refuse_what_leads_out(FilterContext& filter, const char* program) {
  for (const char* call : kRefusedCalls) filter.refuse(call);
  // Their flags are in memory, where a filter cannot look.
  filter.refuse("clone3", {}, ENOSYS);
  filter.refuse("openat2", {}, ENOSYS);
  // A thread is a clone too.
  filter.refuse("clone", {scmp_arg_cmp{0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0}});
  // The filter is there before the program is, so one execve has to pass: that of this pointer, an
  // address in the grader's memory that the program is not told. Who guesses it, maps memory there
  // and executes something else gains nothing: this filter, Landlock and the limits all stay.
  filter.refuse_unless("execve", 0, reinterpret_cast<std::uintptr_t>(program));
  for (const int flag : {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_TMPFILE & ~O_DIRECTORY}) {
    filter.refuse_bits("open", 1, static_cast<scmp_datum_t>(flag));
    filter.refuse_bits("openat", 2, static_cast<scmp_datum_t>(flag));
  }
  // abort() and raise() send a signal to their own process.
  for (const char* call : {"kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"}) {
    filter.refuse_unless(call, 0, kOwnId);
  }
  // A pipe can be made to signal a process whenever it is written to.
  for (const char* call : {"fcntl", "fcntl64"}) {
    for (const int what : {F_SETOWN, F_SETOWN_EX, F_SETSIG}) {
      filter.refuse_int(call, 1, static_cast<unsigned>(what));
    }
  }
  filter.refuse_unless("prlimit64", 2, 0);  // the limits may be asked for
  filter.refuse_int("prctl", 0, PR_SET_PDEATHSIG);
  filter.refuse_int("ioctl", 1, TIOCSTI);
}

// What a newer kernel has added could do by another name what is refused above. These numbers are
// the same on all processors since Linux 5.1, and the last that the list above has looked at is
// 450.
constexpr sock_filter kNoNewerCalls[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 450, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
};

}  // namespace

bool SeccompFilter::known() { return true; }

SeccompFilter::SeccompFilter(const char* program) {
  FilterContext filter;
  refuse_what_leads_out(filter, program);
  const Descriptor file(memfd_create("filter", MFD_CLOEXEC));
  if (!file.is_open()) base::fail("No file in memory can be made: ", reason_of(errno), ".");
  filter.export_to(file.number());
  const off_t bytes = lseek(file.number(), 0, SEEK_END);

  static_assert(sizeof(Instruction) == sizeof(sock_filter));
  for (const sock_filter& one : kNoNewerCalls)
    program_.push_back({one.code, one.jt, one.jf, one.k});
  const std::size_t before = program_.size();
  program_.resize(before + static_cast<std::size_t>(bytes) / sizeof(Instruction));
  if (pread(file.number(), &program_[before], static_cast<std::size_t>(bytes), 0) != bytes) {
    base::fail("The filter cannot be read from memory: ", reason_of(errno), ".");
  }
  for (std::size_t i = before; i < program_.size(); ++i) {
    if (program_[i].code == (BPF_JMP | BPF_JEQ | BPF_K) && program_[i].operand == kOwnId) {
      own_id_.push_back(i);
    }
  }
  if (own_id_.empty()) base::fail("The filter does not compare with the process's own id.");
}

bool SeccompFilter::install() {
  for (const std::size_t i : own_id_) program_[i].operand = static_cast<std::uint32_t>(getpid());
  const sock_fprog program = {static_cast<unsigned short>(program_.size()),
                              reinterpret_cast<sock_filter*>(program_.data())};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

}  // namespace tapestry::grader

#else

namespace tapestry::grader {

bool SeccompFilter::known() { return false; }
SeccompFilter::SeccompFilter(const char*) {}
bool SeccompFilter::install() { return false; }

}  // namespace tapestry::grader

#endif
