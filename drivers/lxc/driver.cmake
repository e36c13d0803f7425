# The driver half: definitions, state, life cycle, figures, exec, host checks.
add_library(twinvirt_lxc STATIC
    capabilities_xml.cpp
    capability_policy.cpp
    cgroup/cgroup_change.cpp
    cgroup/cgroup_join.cpp
    cgroup_block_figures.cpp
    cgroup_figures.cpp
    cgroup_files.cpp
    cgroup_layout.cpp
    cgroup_memory_figures.cpp
    cgroup_plan.cpp
    cgroup_settings.cpp
    clone_definition.cpp
    console_log.cpp
    container_environment.cpp
    container_spec.cpp
    container_stats.cpp
    cpu_list.cpp
    definition_change.cpp
    devices/device_kinds.cpp
    devices/device_intent.cpp
    devices/disk_kind.cpp
    devices/filesystem_kind.cpp
    devices/host_device_kind.cpp
    devices/interface_kind.cpp
    devices/interrupted_change.cpp
    devices/live_interface.cpp
    devices/live_node.cpp
    devices/lxc_devices.cpp
    device_plan.cpp
    device_rules.cpp
    domain_lock.cpp
    domain_state.cpp
    element_document.cpp
    element_notes.cpp
    element_rules.cpp
    elements.cpp
    elements_devices.cpp
    elements_filesystem.cpp
    elements_network.cpp
    elements_resources.cpp
    end_run.cpp
    enter/enter_command.cpp
    enter/enter_request.cpp
    enter/mount_command.cpp
    enter/relay_signals.cpp
    enter/sealed_program.cpp
    event_changes.cpp
    event_watch.cpp
    filesystem_plan.cpp
    filesystem_probe.cpp
    filesystem_sources.cpp
    freezer.cpp
    guest_processes.cpp
    host_checks.cpp
    host_checks_confinement.cpp
    host_checks_system.cpp
    id_ranges.cpp
    init_process.cpp
    interface_figures.cpp
    isolation_policy.cpp
    launcher.cpp
    layers.cpp
    live_parameters.cpp
    lxc_clones.cpp
    lxc_driver.cpp
    lxc_driver_context.cpp
    lxc_driver_define.cpp
    lxc_driver_info.cpp
    lxc_driver_lookup.cpp
    lxc_driver_start.cpp
    lxc_driver_stop.cpp
    lxc_guest.cpp
    lxc_host.cpp
    lxc_monitor.cpp
    lxc_resources.cpp
    lxc_interfaces.cpp
    network/address_list.cpp
    network/interface_plan.cpp
    network/interface_update.cpp
    network/ip_plan.cpp
    native/export.cpp
    native/export_devices.cpp
    native/export_resources.cpp
    native/import.cpp
    native/import_cgroup.cpp
    native/import_devices.cpp
    native/import_identity.cpp
    native/import_labels.cpp
    native/import_mounts.cpp
    native/import_network.cpp
    native/import_table.cpp
    native/lxc_config.cpp
    lxc_settings.cpp
    partition_shares.cpp
    qcow2_head.cpp
    reconcile.cpp
    release_wait.cpp
    resource_limits.cpp
    seccomp/policy_file.cpp
    security_modules.cpp
    shared_namespaces.cpp
    stale.cpp
    systemd/delegated_unit.cpp
    tree_copy.cpp
    upper_changes.cpp)
file(COPY systemd/twinvirt-hold DESTINATION ${TWINVIRT_LIBEXEC_OUTPUT})
install(PROGRAMS systemd/twinvirt-hold DESTINATION ${TWINVIRT_LIBEXECDIR})
# The prefix is that of the installation (cmake --install --prefix), not of the configuration.
install(CODE "
    set(programs \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}\")
    configure_file(\"${CMAKE_CURRENT_SOURCE_DIR}/systemd/twinvirt-autostart.service.in\"
        \"${CMAKE_CURRENT_BINARY_DIR}/twinvirt-autostart.service\" @ONLY)")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/twinvirt-autostart.service
    DESTINATION lib/systemd/system)
target_include_directories(twinvirt_lxc PUBLIC ${PROJECT_SOURCE_DIR}/drivers)
target_compile_definitions(twinvirt_lxc PRIVATE
    TWINVIRT_VERSION_MAJOR=${PROJECT_VERSION_MAJOR}
    TWINVIRT_VERSION_MINOR=${PROJECT_VERSION_MINOR}
    TWINVIRT_VERSION_PATCH=${PROJECT_VERSION_PATCH})
target_link_libraries(twinvirt_lxc
    PRIVATE twinvirt_sanitizers PkgConfig::BLKID PkgConfig::LIBCAP
        PkgConfig::LIBSECCOMP
    PUBLIC twinvirt twinvirt_lxc_launch)

# Joins a running container: static, so that no library is loaded inside.
add_executable(twinvirt-enter
    enter/autodestroy.cpp
    enter/enter_main.cpp
    enter/enter_request.cpp
    enter/joined_child.cpp
    enter/live_mount.cpp
    enter/terminal_relay.cpp)
target_link_libraries(twinvirt-enter PRIVATE twinvirt_lxc_launch_static)
target_link_options(twinvirt-enter PRIVATE -static -s)
set_target_properties(twinvirt-enter PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${TWINVIRT_LIBEXEC_OUTPUT})
install(TARGETS twinvirt-enter RUNTIME DESTINATION ${TWINVIRT_LIBEXECDIR})
