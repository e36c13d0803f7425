# What twinsh needs at each start, linked into it. Loading libtwinvirt.so, libxml2, ICU, the C++
# library, libcap, libnl costs 2.5 ms of every command, a third of a whole `create` of a container;
# carried inside, libc is all that is loaded (tests/support/cold_start.sh). The price is that a fix
# in libxml2 arrives with the next build of twinsh: a distribution turns the option off.
option(TWINVIRT_STATIC_START "Link twinsh's libraries statically where the host has them so" ON)
foreach(name xml2 lzma z blkid cap seccomp nl-3)
    find_library(TWINVIRT_STATIC_${name} lib${name}.a)
    mark_as_advanced(TWINVIRT_STATIC_${name})
    list(APPEND staticStartLibraries ${TWINVIRT_STATIC_${name}})
    if(NOT TWINVIRT_STATIC_${name})
        set(staticStartIncomplete TRUE)
    endif()
endforeach()
if(TWINVIRT_SANITIZE OR staticStartIncomplete)
    set(TWINVIRT_STATIC_START OFF)
endif()

# twinvirt_static_start(PROGRAM): its own copy of libtwinvirt, which the modules use too: they find
# the program's symbols before those of libtwinvirt.so. Of the other libraries nothing is shown to
# them, so that libvirt goes on using the libxml2 that it was linked with.
function(twinvirt_static_start program)
    if(NOT TWINVIRT_STATIC_START)
        return()
    endif()
    target_sources(${program} PRIVATE $<TARGET_OBJECTS:twinvirt>)
    # An archive: --exclude-libs hides its symbols from the ICU of the modules.
    add_library(twinvirt_without_icu STATIC ${PROJECT_SOURCE_DIR}/src/xml/without_icu.cpp)
    # In front of the shared ones of the same name, which --as-needed then drops.
    target_link_options(${program} PRIVATE -static-libstdc++ -static-libgcc
        -Wl,--exclude-libs,ALL -Wl,--export-dynamic-symbol=*twinvirt*)
    target_link_libraries(${program} PRIVATE ${staticStartLibraries} twinvirt_without_icu)
    set_target_properties(${program} PROPERTIES INSTALL_RPATH "")
endfunction()
