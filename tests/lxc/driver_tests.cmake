# The driver half: the real driver with real containers.
twinvirt_add_gtest(lxc_driver_real lxc SOURCES
    driver_events_test.cpp
    driver_exec_caller_test.cpp
    driver_clone_test.cpp
    driver_exec_test.cpp
    driver_fault_test.cpp
    driver_figures_test.cpp
    driver_filesystem_plug_test.cpp
    driver_filter_test.cpp
    driver_fixture.cpp
    driver_hook_test.cpp
    driver_host_network_test.cpp
    driver_image_test.cpp
    driver_killed_plug_test.cpp
    driver_lifecycle_test.cpp
    driver_network_figures_test.cpp
    driver_network_test.cpp
    driver_node_plug_test.cpp
    driver_os_test.cpp
    driver_ovs_test.cpp
    driver_resources_test.cpp
    driver_plug_test.cpp
    driver_restart_test.cpp
    driver_seccomp_test.cpp
    driver_sharing_test.cpp
    driver_state_test.cpp
    driver_terminal_test.cpp
    escape_fixture.cpp
    escape_ids_test.cpp
    escape_join_test.cpp
    escape_live_test.cpp
    escape_plug_test.cpp
    escape_root_test.cpp
    escape_test.cpp
    filter_world.cpp
    killed_client.cpp
    network_fixture.cpp
    ../kvm/private_world.cpp
    ../shell/pty_session.cpp
    LIBRARIES twinvirt_lxc twinvirt_image
    PROPERTIES TIMEOUT 900)
target_compile_definitions(lxc_driver_real PRIVATE
    TWINVIRT_PROBE="${CMAKE_BINARY_DIR}/tests/twinvirt-probe"
    TWINVIRT_LIBEXEC="${TWINVIRT_LIBEXEC_OUTPUT}"
    TWINVIRT_TREE_CACHE="${CMAKE_BINARY_DIR}/trees"
    TWINVIRT_FAULTY_BIN_DIR="${CMAKE_BINARY_DIR}/tests/faulty/${CMAKE_INSTALL_BINDIR}")
add_dependencies(lxc_driver_real twinvirt-supervisor twinvirt-supervisor-faulty twinvirt-keeper
    twinvirt-enter twinvirt-probe twinsh)
if(TARGET twinvirt-libvirtd) # starts libvirtd for a <filterref>
    add_dependencies(lxc_driver_real twinvirt-libvirtd)
endif()
