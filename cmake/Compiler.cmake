add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 takes a std::optional member that is empty for one that is read uninitialised (GCC bug
    # 80635); clang and the sanitizers look after the real ones.
    add_compile_options(-Wno-maybe-uninitialized)
endif()
if(TWINVIRT_WARNINGS_AS_ERRORS)
    add_compile_options(-Werror)
endif()

# Everything that is not a static program links this.
add_library(twinvirt_sanitizers INTERFACE)
if(TWINVIRT_SANITIZE)
    target_compile_options(twinvirt_sanitizers INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    target_link_options(twinvirt_sanitizers INTERFACE -fsanitize=address,undefined)
    # AddressSanitizer stands in for the XDR functions and looks for the real ones when the program
    # starts; kvm.so brings libvirt and them later, and the first call into libvirtd would go to 0.
    target_link_options(twinvirt_sanitizers INTERFACE
        LINKER:--push-state,--no-as-needed -l:libtirpc.so.3 LINKER:--pop-state)
endif()

# The same sources give the same program wherever the clone lies; ccache then serves the next clone.
add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
# A library that a program names and does not use costs each of its starts some 0.1 ms.
add_link_options(-Wl,--as-needed)
find_program(LLD ld.lld)
if(LLD)
    add_link_options(-fuse-ld=lld)
endif()
