# The guest of the KVM probe: a boot sector that does what every kernel does first. It goes from
# real mode to long mode with paging on, runs 2^26 turns of a loop there (0.03 s on a processor,
# endless where each instruction is emulated), and leaves QEMU through its isa-debug-exit device.
# Passing SeaBIOS, real mode and long mode is the proof; a vCPU that was merely created is none.

#include "kvm/probe/debug_exit.h"

        .set loadAddress, 0x7c00
        .set pml4, 0x1000
        .set pdpt, 0x2000
        .set pageDirectory, 0x3000

        .section .rodata
        .globl twinvirtKvmProbeBootSector
        .hidden twinvirtKvmProbeBootSector
        .balign 16
twinvirtKvmProbeBootSector:
.Lstart:
        .code16
        cli
        cld
        xorw %ax, %ax
        movw %ax, %ds
        movw %ax, %es
        movw %ax, %ss
        movw $loadAddress, %sp

        # The first 2 MiB, mapped to themselves by one large page.
        xorl %eax, %eax
        movw $pml4, %di
        movw $(3 * 4096 / 4), %cx
        rep stosl
        movl $(pdpt + 0x3), pml4
        movl $(pageDirectory + 0x3), pdpt
        movl $0x83, pageDirectory

        lgdt .LgdtPointer - .Lstart + loadAddress
        movl $0x20, %eax                # CR4.PAE
        movl %eax, %cr4
        movl $pml4, %eax
        movl %eax, %cr3
        movl $0xc0000080, %ecx          # EFER
        rdmsr
        orl $0x100, %eax                # EFER.LME
        wrmsr
        movl %cr0, %eax
        orl $0x80000001, %eax           # CR0.PG, CR0.PE
        movl %eax, %cr0
        ljmpl $8, $(.LlongMode - .Lstart + loadAddress)

        .code64
.LlongMode:
        movl $(1 << 26), %ecx
.Lturn:
        decl %ecx
        jnz .Lturn
        movw $TWINVIRT_DEBUG_EXIT_PORT, %dx
        movb $TWINVIRT_DEBUG_EXIT_VALUE, %al
        outb %al, %dx
.Lhalt:
        hlt
        jmp .Lhalt

        .balign 8
.Lgdt:
        .quad 0
        .quad 0x00209a0000000000        # selector 8: code, long mode
.LgdtPointer:
        .word . - .Lgdt - 1
        .long .Lgdt - .Lstart + loadAddress

        .fill 510 - (. - .Lstart), 1, 0
        .word 0xaa55

        .section .note.GNU-stack, "", @progbits
