# The rows of bite_check.sh: a protection, the file and the edit that takes it out, the test that
# has to fail then.
# shellcheck shell=bash

lxc=drivers/lxc
step=$lxc/isolation

# session
mutation 'session: a session of its own' $step/session_step.cpp \
    's/::setsid\(\) < 0/false/' launch '*runsInitAsPidOneOfASharedRoot*'
mutation 'session: dies with its supervisor' "$step/session_step.cpp $step/init_process.cpp" \
    's/::prctl\(PR_SET_PDEATHSIG, SIGKILL\) != 0/false/' launch '*diesWithItsKeeper*'
mutation 'session: umask' "$step/session_step.cpp $lxc/supervisor/main.cpp" \
    's/::umask\(022\);//' launch '*hasTheUsualUmask*'
mutation 'session: signal dispositions' $step/session_step.cpp \
    's/    resetSignals\(\);//' launch '*ignoresAndBlocksNoSignal*'
mutation 'session: keyring' $step/session_step.cpp \
    's/::syscall\(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr\) < 0/false/' \
    launch '*findsNoKeyOfItsCallersSession*'
untestable 'session: not dumpable' 'nobody but init is in its pid namespace before its exec'

# cgroup
mutation 'cgroup: joins its v1 cgroups' $step/cgroup_step.cpp \
    's/::write\(tasks.get\(\), "0", 1\) != 1/false/' launch '*isBornInItsCgroups*'
mutation 'cgroup: born in its v2 cgroup' $step/cgroup_step.cpp \
    's/launch.cloneFlags \|= CLONE_INTO_CGROUP;//' launch '*isBornInItsCgroups*'
mutation 'cgroup: namespace' $step/cgroup_step.cpp \
    's/::unshare\(CLONE_NEWCGROUP\) != 0/false/' launch '*hasItsOwnNamespaces*'
mutation 'cgroup: limits' $lxc/cgroup/cgroup_tree.cpp \
    's/return writeSettings\(cgroup\);/return {};/' launch '*seesItsV1CgroupsReadOnly*'

# network, host name
mutation 'network: namespace' $step/network_step.cpp \
    's/launch.cloneFlags \|= CLONE_NEWNET;/;/' launch '*withItsOwnNetwork*'
mutation 'network: loopback up' $step/network_step.cpp \
    's/TRY\(raiseLoopback\(socket\)\);//' launch '*withItsOwnNetwork*'
mutation 'network: devices of the host come back' $lxc/network/namespace_file.cpp \
    's/fetchBack\(guest.get\(\), interfaces\);/(void)interfaces, (void)fetchBack;/' \
    driver '*ADeviceOfTheHostIsTheContainers*'
untestable 'network: the loopback of the host, with a type of user' \
    'in the namespaces of this script pasta has no way out to copy; UserNetworkTest notices on a host'
mutation 'hostname: namespace' $step/host_name_step.cpp \
    's/launch.cloneFlags \|= CLONE_NEWUTS;/(void)launch;/' launch '*hasItsOwnNamespaces*'
mutation 'hostname: set' $step/host_name_step.cpp \
    's/::sethostname\(name.data\(\), name.size\(\)\) != 0/false/' \
    launch '*runsInitAsPidOneOfASharedRoot*'

# root
mutation 'root: mount namespace' $step/root_step.cpp \
    's/CLONE_NEWNS \| //' launch '*hasItsOwnNamespaces*'
mutation 'root: pid namespace' $step/root_step.cpp \
    's/ \| CLONE_NEWPID;/;/' launch '*hasItsOwnNamespaces*'
mutation 'root: ipc namespace' $step/root_step.cpp \
    's/= CLONE_NEWIPC;/= 0U;/' launch '*hasItsOwnNamespaces*'
mutation 'root: mounts do not spread to the host' $step/root_step.cpp \
    's/::mount\(nullptr, "\/", nullptr, MS_REC \| MS_SLAVE, nullptr\) != 0/false/' \
    launch '*leaksNoMountToAHostThatSharesItsOwn*'
mutation 'root: own tree spreads nothing' $step/root_step.cpp \
    's/below\{\.propagation = MS_PRIVATE, /below{/' launch '*leaksNoMountThroughARootOfItsOwn*'
mutation 'root: pivot' $step/root_step.cpp \
    's/TRY_WITHIN\(init.spec.root.source, pivot\(\)\);/{}/' launch '*runsInARootOfItsOwn*'
mutation 'root: the old root goes' $step/root_step.cpp \
    's/::umount2\("\.", MNT_DETACH\) != 0/false/' launch '*HasNoMountOfTheHostBelowIt*'
mutation 'root: /proc, /sys, /dev of the host go' $step/shared_root.cpp \
    's/    dropTogether\(paths\);//;s/::umount2\(path.c_str\(\), MNT_DETACH\) == 0/false/;s/errno != EINVAL/false/' \
    launch '*ofASharedRootHas*'
mutation 'root: our state is hidden' $step/shared_root.cpp \
    's/TRY_WITHIN\("hide " \+ hidden, .*/{}/' launch '*DoesNotSeeWhatIsHidden*'
mutation 'read-only root' $step/root_step.cpp \
    's/return changeMount\(init.root.get\(\), \{.set = MOUNT_ATTR_RDONLY\}\);/return {};/' \
    launch '*withAReadOnlyRootStill*'
mutation 'read-only root: what is below it' $step/root_step.cpp \
    's/below.set = MOUNT_ATTR_RDONLY;/;/' launch '*hasAReadOnlyRootWithWhatIsMountedBelowIt*'

# dev
mutation 'dev: a /dev of its own' $step/dev_step.cpp \
    's/TRY_WITHIN\("\/dev", attachMount\(dev_.get\(\), target.get\(\)\)\);//' \
    launch '*hasADevOfItsOwn*'
mutation 'dev: a link is refused' $step/dev_step.cpp \
    's/"\/dev", Links::refused/"\/dev", Links::inside/' launch '*whoseSystemDirectoriesAreLinks*'
mutation 'dev: shm of its own' $step/dev_step.cpp \
    's/TRY\(mountBelow\("shm", shm_.get\(\)\)\);//' launch '*hasADevOfItsOwn*'

# proc
mutation 'proc: attached' $step/proc_step.cpp \
    's/TRY_WITHIN\("\/proc", attachMount\(proc.get\(\), target.get\(\)\)\);//' \
    launch '*runsInitAsPidOneOfASharedRoot*:*hasADevOfItsOwn*'
mutation 'proc: a link is refused' $step/proc_step.cpp \
    's/"\/proc", Links::refused/"\/proc", Links::inside/' launch '*whoseSystemDirectoriesAreLinks*'
mutation 'proc: sys is read-only' $step/protected_paths.cpp \
    's/TRY\(makeReadOnly\(proc, "sys"\)\);//' launch '*cannotWriteToTheKernelsSettingsInProc*'
for path in bus fs irq; do
    mutation "proc: $path is read-only" $step/protected_paths.cpp \
        "s/\"$path\", //" launch '*cannotWriteToTheKernelsSettingsInProc*'
done
for file in keys timer_list kmsg kallsyms iomem acpi; do
    mutation "proc: $file is masked" $step/protected_paths.cpp \
        "s/\"$file\",//" launch '*seesNothingOfWhatTellsAboutTheHost*'
done
mutation 'proc: only its own network may be set' $step/protected_paths.cpp \
    's/if \(init.spec.ownNetwork\)/if (true)/' launch '*cannotWriteToTheKernelsSettingsInProc*'
untestable 'proc: the mask is the null device' 'it is taken from our own tmpfs, which nobody else sees'

# sys
mutation 'sys: read-only' $step/kernel_filesystems_step.cpp \
    's/MOUNT_ATTR_RDONLY \| //' launch '*cannotReachWhatTellsOrChangesTheHost*'
mutation 'sys: firmware is masked' $step/protected_paths.cpp \
    's/"firmware",//' launch '*seesNothingOfWhatTellsAboutTheHost*'
mutation 'sys: a link is refused' $step/sys_step.cpp \
    's/"\/sys", Links::refused/"\/sys", Links::inside/' launch '*whoseSystemDirectoriesAreLinks*'

# cgroup view
mutation 'cgroup view: shown' $step/cgroup_view_step.cpp \
    's/return attachMount\(views_\[0\].tree.get\(\), target.get\(\)\);/return {};/' \
    launch '*isBornInItsCgroups*'
mutation 'cgroup view: its own part only' $step/cgroup_view_step.cpp \
    's/cgroup.mountPoint \+ cgroup.path, false/cgroup.mountPoint, false/' \
    launch '*isBornInItsCgroups*'
mutation 'cgroup view: v1 is read-only' $step/cgroup_view_step.cpp \
    's/writable \? 0U : MOUNT_ATTR_RDONLY/writable ? 0U : 0U/' launch '*seesItsV1CgroupsReadOnly*'

# mounts
mutation 'mounts: read-only' $step/mounts_step.cpp \
    's/\{\.set = mount.readOnly \? MOUNT_ATTR_RDONLY : 0U,/{.set = 0U,/' \
    launch '*hasTheMountsOfTheSpec*'
mutation 'mounts: a link in a target is refused' $step/mounts_step.cpp \
    's/Links::inside : Links::refused/Links::inside : Links::inside/' \
    launch '*withALinkInAMountTargetIsRefused*'
mutation 'mounts: no devices and setuid on a tmpfs' $step/mounts_step.cpp \
    's/MOUNT_ATTR_NOSUID \| MOUNT_ATTR_NODEV \|/0U |/' launch '*hasTheMountsOfTheSpec*'
mutation 'mounts: spread nothing' $step/mounts_step.cpp \
    's/\.propagation = MS_PRIVATE,//' launch '*leaksNoMount*'

# identity
mutation 'identity: working directory stays inside' $step/safe_path.cpp \
    's/TRY\(openBelow\(root, directory, Links::inside\)\);/UniqueFd(::openat(root, directory.c_str(), O_PATH | O_CLOEXEC));/;s/ \|\| where\[0\] != .\/.\)/)/' \
    launch '*cannotMakeTheWorkingDirectoryADescriptor*'
mutation 'paths: no magic link' $step/safe_path.cpp \
    's/RESOLVE_IN_ROOT \| RESOLVE_NO_MAGICLINKS \| resolve/resolve/;s/ \|\| where\[0\] != .\/.\)/)/' \
    launch '*cannotMakeTheWorkingDirectoryADescriptor*'
mutation 'identity: no user by trick' $step/user_lookup.cpp \
    's/ \|\| end != text.data\(\) \+ text.size\(\)//' launch '*namesNoUserByTrick*'
mutation 'identity: not the user "no change"' $step/user_lookup.cpp \
    's/ \|\| id == 0xffffffffU//' launch '*namesNoUserByTrick*'
mutation 'identity: passwd is a file' $step/user_lookup.cpp \
    's/!S_ISREG\(info.st_mode\) \|\| //' launch '*whosePasswdIsAFifo*'

# console
mutation 'console: a /dev/pts of its own' $step/console_step.cpp \
    's/TRY_WITHIN\("\/dev\/pts", attachMount\(devpts_.get\(\), pts.get\(\)\)\);//' \
    launch '*hasADevOfItsOwn*'
mutation 'console: controlling terminal' $step/console_step.cpp \
    's/::ioctl\(slave, TIOCSCTTY, 0\) != 0/false/' launch '*runsInitAsPidOneOfASharedRoot*'
mutation 'console: belongs to the user' $step/console_step.cpp \
    's/::fchown\(pair.slave.get\(\), init.ids.user, init.ids.group\) != 0/false/' \
    launch '*ofAnotherUserHas*'
mutation 'console: socket for root only' $step/console_step.cpp \
    's/::chmod\(run.consoleSocket\(\).c_str\(\), 0600\) != 0/false/' launch '*refusesWhoDoesNotGreet*'
mutation 'exec of init: no other descriptor' $step/init_process.cpp \
    's/::syscall\(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC\) != 0/false/' \
    launch '*getsNoDescriptorThatItsCallerLeftOpen*'
untestable 'console: the terminal is our own' 'it is opened in a devpts that nobody else sees yet'

# capabilities, seccomp
mutation 'capabilities: bounding set' $step/credentials.cpp \
    's/TRY\(cutBoundingSet\(capabilities\)\);//' launch '*hasExactlyTheCapabilities*'
mutation 'capabilities: inheritable, ambient' $step/credentials.cpp \
    's/data\[i\].inheritable = 0;//;s/::prctl\(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0\) != 0/false/' \
    launch '*inheritsNoInheritable*'
mutation 'capabilities: groups' $step/credentials.cpp \
    's/::setgroups\(ids.groups.size\(\), ids.groups.data\(\)\) != 0/false/' \
    launch '*belongsToNoGroupOfItsCaller*'
mutation 'capabilities: group' $step/credentials.cpp \
    's/::setresgid\(ids.group, ids.group, ids.group\) != 0/false/' launch '*ofAnotherUserHas*'
mutation 'seccomp: filter' $step/credentials_steps.cpp \
    's/return installFilter\(init.spec.seccompFilter\);/return {};/' launch '*meetsTheDefaultFilter*'
mutation 'supervisor: runs from a read-only mount' $lxc/supervisor/main.cpp \
    's/sealProgram\(argv\)/Result<void>()/' faulty '*runsItsSupervisorFromAReadOnlyMount*'

# exec
enter=$lxc/enter
for space in PID UTS IPC NET; do
    mutation "exec: $space namespace" $enter/joined_child.cpp \
        "s/CLONE_NEW$space \| //" driver '*TheCommandIsInEveryNamespace*'
done
mutation 'exec: NS namespace' $enter/joined_child.cpp \
    's/ \| CLONE_NEWNS//' driver '*TheCommandIsInEveryNamespace*'
mutation 'exec: cgroup namespace' $enter/joined_child.cpp \
    's/::setns\(init, CLONE_NEWCGROUP\) != 0/false/' driver '*TheCommandIsInEveryNamespace*'
mutation 'exec: v1 cgroups' $enter/joined_child.cpp \
    's/::write\(tasks.get\(\), "0", 1\) != 1/false/' driver '*TheCommandIsInTheContainersCgroups*'
mutation 'exec: v2 cgroup' $enter/joined_child.cpp \
    's/arguments.flags = CLONE_INTO_CGROUP;//' driver '*TheCommandIsInTheContainersUnified*'
mutation 'exec: session' $enter/joined_child.cpp \
    's/::setsid\(\) < 0/false/' driver '*TheCommandHasASession*'
mutation 'exec: umask' $enter/joined_child.cpp \
    's/::umask\(022\);//' driver '*ItsUmaskSignals*'
mutation 'exec: signals' $enter/joined_child.cpp \
    's/    resetSignals\(\);//' driver '*ItsUmaskSignals*'
mutation 'exec: capabilities' $enter/joined_child.cpp \
    's/TRY\(takeOnCredentials\(.*//' driver '*CapabilitiesAndSeccompAreInits*'
mutation 'exec: seccomp' $enter/joined_child.cpp \
    's/TRY\(installFilter\(.*//' driver '*CapabilitiesAndSeccompAreInits*'
mutation 'exec: no other descriptor' $enter/joined_child.cpp \
    's/::syscall\(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC\) != 0/false/' \
    driver '*ADescriptorThatItLeftOpen*'
untestable 'exec: not dumpable' 'before its exec it has capabilities that nobody inside has: that alone refuses (E10)'
mutation 'exec: no user by trick' $step/user_lookup.cpp \
    's/ \|\| end != text.data\(\) \+ text.size\(\)//' driver '*EscapePlugTest.E24*'
mutation 'exec: dies with its caller' "$enter/joined_child.cpp $enter/enter_main.cpp" \
    's/::prctl\(PR_SET_PDEATHSIG, SIGKILL\);//;s/::prctl\(PR_SET_PDEATHSIG, SIGKILL\) != 0/false/' \
    driver '*AKilledCallerLeavesNoCommand*'
mutation 'exec: runs from a sealed copy' $enter/sealed_program.cpp \
    's/::fcntl\(copy.get\(\), F_ADD_SEALS, seals\) != 0/false/' \
    whole '*TheProgramOfTheHostCannotBeReached*'

# user namespace
mutation 'user: namespace' $step/user_step.cpp \
    's/launch.cloneFlags \|= CLONE_NEWUSER;//' launch 'UserTest.*'
mutation 'user: becomes its root' "$step/user_step.cpp $step/credentials.cpp" \
    's/::setgroups\(0, nullptr\) != 0 .*/false)/;s/::setresuid\(0, 0, 0\) != 0/false/' \
    launch 'UserTest.rootInsideIsAnOrdinary*'
mutation 'user: files are shifted' $step/root_step.cpp \
    's/TRY\(mapMountIds\(tree_.get\(\), launch.userNamespace.get\(\)\)\);/{}/' \
    launch 'UserTest.ownsTheFilesOfItsRoot*'
mutation 'user: files of mounts are shifted' $step/mount_tree.cpp \
    's/TRY\(mapMountIds\(tree.get\(\), owner.userNamespace\)\);/{}/' \
    launch 'UserTest.ownsTheFilesOfItsMounts*'
mutation "user: the host's own root is not shifted" $step/root_step.cpp \
    's/launch.userNamespace && !root.shared/launch.userNamespace/' \
    launch 'UserTest.ofASharedRootIsNobody*'
mutation 'user: mounts are locked' $step/mount_locks_step.cpp \
    's/return lockMounts\(.*/launch.toLock.clear(); return {};/' \
    launch 'UserTest.cannotMakeAReadOnlyMountWritable*:UserTest.ofASharedRootIsNobody*'
mutation 'user: /dev belongs to its root' $step/dev_step.cpp \
    's/::fchownat\(dev_.get\(\), name, user_, group_, AT_SYMLINK_NOFOLLOW\) == 0/name != nullptr/' \
    launch 'UserTest.ownsItsDevices*'
mutation 'user: its terminal belongs to its root' $step/console_step.cpp \
    's/::fchown\(pair.slave.get\(\), user_, group_\) != 0/false/' \
    launch 'UserTest.ownsItsDevices*'
mutation 'user: its cgroup is delegated' $step/cgroup_step.cpp \
    's/TRY\(delegate\(cgroup, launch.spec.idMap\)\);/{}/' launch 'UserTest.mayDivideItsCgroup*'
mutation 'user: exec joins' $enter/joined_child.cpp \
    's/::setns\(init, CLONE_NEWUSER\) != 0/false/' driver '*IdsTest.AreThoseOfACommand*'
mutation 'user: ids in use are refused' $lxc/id_ranges.cpp \
    's/    TRY\(refuseIdsInUse\(defined, used\)\);//' whole '*IdsTest.ThatARunningContainerHas*'
mutation "user: the host's root is refused" $lxc/isolation_policy.cpp \
    's/range.target == 0/false/' whole '*IdsTest.OfTheHostsRoot*'

# what a definition may ask for
mutation 'limits' $step/limits_step.cpp \
    's/return setLimits\(launch.initPid, launch.spec.limits\);/return {};/' \
    launch '*hasTheLimitsPrivilegesAndMachine*'
mutation 'no_new_privs' $step/credentials_steps.cpp \
    's/TRY\(forbidNewPrivileges\(\)\);/{}/' launch '*hasTheLimitsPrivilegesAndMachine*'
mutation 'exec: no_new_privs' $enter/joined_child.cpp \
    's/TRY\(forbidNewPrivileges\(\)\);/{}/' driver '*E22*hardened*'
mutation 'personality' $step/limits_step.cpp \
    's/::personality\(init.spec.personality\) < 0/false/' \
    launch '*hasTheLimitsPrivilegesAndMachine*'
mutation 'time namespace' $step/time_step.cpp \
    's/::unshare\(CLONE_NEWTIME\) != 0/false/' launch '*hasItsOwnTime*'
mutation 'exec: keyring' $enter/joined_child.cpp \
    's/::syscall\(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr\) < 0/false/' \
    driver '*E14*compat*'

# devices
mutation 'devices (v1): what is not listed is refused' $lxc/cgroup_plan.cpp \
    's/settings\{\{"devices.deny", "a", false\}\};/settings;/' whole '*WithMknodAnyNode*'
mutation 'devices: the program is attached' $step/cgroup_step.cpp \
    's/TRY\(attachDeviceProgram\(fd.get\(\), launch.spec.devices\)\);/{}/' launch '*mayUseTheDevicesOfItsList*'
mutation 'devices: what is not listed is refused' $step/device_program.cpp \
    's/answer\(program, false\);/answer(program, true);/' launch '*mayUseTheDevicesOfItsList*'

# what else a definition or the host brings in
mutation 'hook: one that fails ends the start' $lxc/supervisor/supervise_launch.cpp \
    's/TRY\(runHook\((.*)\)\);/(void)runHook(\1);/' driver 'HookTest.OneThatFails*'
untestable 'hook: inherits no descriptor' \
    'those of the supervisor are close-on-exec too; HostProgram.InheritsNoDescriptor notices of others'
mutation 'seccomp file: it is installed' $lxc/isolation_policy.cpp \
    's/return TRY_WITHIN\(what, compileSeccompPolicy\(policy\)\);/(void)TRY_WITHIN(what, compileSeccompPolicy(policy)); return std::vector<std::uint8_t>{};/' \
    whole 'SeccompFileTest.WhatItDenies*'

# file systems that come and go, images
mutation 'plug: no link on the way to the target' $enter/live_mount.cpp \
    's/Links::inside : Links::refused/Links::inside : Links::inside/' \
    driver '*FilesystemPlug.NoLinkIsFollowed*'
mutation 'plug: no link on the way to a node' $step/device_nodes.cpp \
    's/openOrMakeDirectory\(dev, parent, Links::refused\)/openOrMakeDirectory(dev, parent, Links::inside)/' \
    whole '*EscapePlugTest.E9*'
mutation 'plug: ids are mapped' $enter/live_mount.cpp \
    's/owner.userNamespace = userNamespace.get\(\);//' driver '*FilesystemPlug.ADirectoryComes*mapped'
mutation 'plug: read-only is locked' $enter/live_mount.cpp \
    's/TRY\(lockMounts\(\{\{tree.get\(\), \{\}\}\}\)\);/{}/' driver '*FilesystemPlug.WhatIsReadOnly*mapped'
mutation 'plug: nothing is covered' $enter/live_mount.cpp \
    's/place && TRY/false \&\& TRY/' driver '*FilesystemPlug.NoLinkIsFollowed*'
mutation 'plug: layers are guarded' $lxc/devices/filesystem_kind.cpp \
    's/TRY\(guard\(change, device\)\);/(void)guard;/' whole '*FilesystemPlug.NobodyWrites*'
mutation 'plug: what a killed client left is taken away' $lxc/lxc_driver_context.cpp \
    's/        finishInterruptedChange\(context, name\);//' whole '*KilledPlug*Attaching*/directory'
mutation 'plug: it is announced before it is done' $lxc/devices/device_kinds.cpp \
    's/TRY\(writeDeviceIntent\(directory, intent\)\);//' whole '*KilledPlug*Attaching*/disk'
mutation 'plug: who mounts holds the lock' $enter/enter_main.cpp \
    's/close_range\(lockFd \+ 1/close_range(initFd + 1/' driver '*KilledPlug*Attaching*/directory'
mutation 'plug: what the container mounted itself stays' $enter/live_mount.cpp \
    's/!found \|\| std::ranges::find\(others, \*found\) != others.end\(\)/!found/' \
    driver 'HeldPlugTest.WhatTheContainerMounted*'
mutation 'images: no device nodes' $step/mount_tree.cpp \
    's/MOUNT_ATTR_NODEV \| MOUNT_ATTR_RDONLY/MOUNT_ATTR_RDONLY/;s/\{\{"source", device\}\}, MOUNT_ATTR_NODEV/{{"source", device}}, 0/' \
    launch '*aDeviceNodeInAnImageOpensNothing*'
mutation 'overlay: layers are mapped' $step/overlay_mount.cpp \
    's/owner.userNamespace >= 0/false/' driver 'CloneTest.ASnapshotOfAContainerWithIds*'
mutation 'overlay: nobody writes to a layer' $lxc/launcher.cpp \
    's/TRY\(guardLayers\(/(void)(guardLayers(/' whole 'CloneTest.TheOriginalOfASnapshot*'
mutation 'qcow2: no backing file' $lxc/qcow2_head.cpp \
    's/header.backingFile != 0 \|\| header.dataElsewhere/false/' whole '*Qcow2Test.AnotherFile*'

# Open vSwitch (where it is installed), the label of a security module
mutation 'ovs: the VLAN' $lxc/network/ovs_port.cpp \
    's/return \{"tag=" \+ std::to_string\(native->id\)\};/return {};/' \
    driver 'OvsTest.ContainersArePortsInTheirVlan'
mutation 'ovs: the port goes with the container' $step/network_step.cpp \
    's/\(void\)removeOvsPort\(interface\);/(void)interface;/' driver 'OvsTest.AKilledKeeper*'
mutation 'ovs: the port of somebody else stays' $lxc/network/ovs_port.cpp \
    's/if \(TRY\(ownerOf\(spec.hostName\)\).empty\(\)\)/if (false)/' driver 'OvsTest.APortOfSomebodyElse*'
untestable 'label: init and who joins have it' \
    'the test machines have no security module; the Debian guest loads a profile of AppArmor and notices'
