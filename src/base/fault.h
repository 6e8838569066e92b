#ifndef BASE_FAULT_H
#define BASE_FAULT_H

/*
 * Points at which a test makes the program fail or die. In a build without tests there are
 * none: fault_point is 0 and costs nothing.
 *
 * $GITMIG_FAULT chooses: "fail:N": the N-th point that is passed gives -1, and its caller
 * reports an error as if the system had; "kill:N": the process dies there by SIGKILL;
 * "count:FILE": how many points were passed is written to FILE at exit, with their names.
 */
#ifdef GITMIG_FAULTS
int fault_point(const char *name);
#else
static inline int fault_point(const char *name)
{
	(void)name;
	return 0;
}
#endif

#endif
