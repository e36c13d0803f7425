# The launch half: the real supervisor and keeper with the probe as init.
twinvirt_add_gtest(lxc_launch_real lxc SOURCES
    launch_attack_test.cpp
    launch_caller_test.cpp
    launch_cgroup_test.cpp
    launch_console_test.cpp
    launch_fixture.cpp
    launch_isolation_test.cpp
    launch_lifecycle_test.cpp
    launch_mounts_test.cpp
    launch_os_test.cpp
    launch_test.cpp
    launch_user_test.cpp
    launch_view_test.cpp
    LIBRARIES twinvirt_lxc_launch)
target_compile_definitions(lxc_launch_real PRIVATE
    TWINVIRT_LIBEXEC="${TWINVIRT_LIBEXEC_OUTPUT}"
    TWINVIRT_FAULTY_LIBEXEC="${CMAKE_BINARY_DIR}/tests/faulty/${TWINVIRT_LIBEXECDIR}")
add_dependencies(lxc_launch_real twinvirt-supervisor twinvirt-supervisor-faulty twinvirt-keeper
    twinvirt-probe)
