#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the UTF-8 character at s, 0 when there is none (RFC 3629). */
size_t utf8_length(const char *s);
/* Is all of the string UTF-8? */
bool utf8_valid(const char *s);
/* Is there a control character at s (C0, DEL or C1)? */
bool utf8_is_control(const char *s);

#endif
