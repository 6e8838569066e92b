#ifndef OUT_SAFE_H
#define OUT_SAFE_H

#include <stdio.h>

/*
 * Text that others wrote (messages, names, labels, what a server answers) must not steer
 * the terminal it is shown on: control characters but line feed and tab, and bytes that are
 * no UTF-8, are printed as \ooo.
 */
void print_safe(FILE *file, const char *text);
/* The first line of it, for lists; tabs are escaped as well. */
void print_safe_line(FILE *file, const char *text);

#endif
