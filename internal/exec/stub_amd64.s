#include "funcdata.h"
#include "textflag.h"

// func call(at uintptr, ctx *Context)
//
// The prologue that the assembler adds compares with the stack guard, so each call is a safe point. The
// wrapper of an assembly function gives R14 and X15 the values that Go code expects.
TEXT ·call(SB), 0, $16384-16
	NO_LOCAL_POINTERS
	MOVQ at+0(FP), AX
	MOVQ ctx+8(FP), DI
	MOVQ (TLS), R14
	CALL AX
	RET

// func watchGuard(spins int) (low, high, sp, guard uintptr)
//
// Without a prologue, and assembly, this is never preempted, so no request gets lost in here.
TEXT ·watchGuard(SB), NOSPLIT, $0-40
	MOVQ spins+0(FP), CX
	MOVQ (TLS), R8
	MOVQ 0(R8), AX
	MOVQ 8(R8), BX
	MOVQ AX, low+8(FP)
	MOVQ BX, high+16(FP)
	MOVQ SP, sp+24(FP)

spin:
	MOVQ 16(R8), AX
	CMPQ AX, SP
	JHI  out        // an address above the stack pointer, or a request
	PAUSE
	SUBQ $1, CX
	JHI  spin

out:
	MOVQ AX, guard+32(FP)
	RET

// func gWord(i int) uintptr
TEXT ·gWord(SB), NOSPLIT, $0-16
	MOVQ i+0(FP), AX
	MOVQ (TLS), R8
	MOVQ (R8)(AX*8), AX
	MOVQ AX, ret+8(FP)
	RET

// func cpuid(leaf, subleaf uint32) (a, b, c, d uint32)
TEXT ·cpuid(SB), NOSPLIT, $0-24
	MOVL leaf+0(FP), AX
	MOVL subleaf+4(FP), CX
	CPUID
	MOVL AX, a+8(FP)
	MOVL BX, b+12(FP)
	MOVL CX, c+16(FP)
	MOVL DX, d+20(FP)
	RET

// func xgetbv() uint32
TEXT ·xgetbv(SB), NOSPLIT, $0-4
	MOVL $0, CX
	XGETBV
	MOVL AX, ret+0(FP)
	RET
