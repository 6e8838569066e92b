#include "out/safe.h"

#include "base/utf8.h"

#include <string.h>

/* The end of what may stand as it is. */
static const char *plain_end(const char *text, const char *end, const char *allowed)
{
	while (text < end) {
		size_t bytes = utf8_length(text);

		if (!bytes || (utf8_is_control(text) && !strchr(allowed, *text)))
			break;
		text += bytes;
	}
	return text;
}

/* Not by single characters: standard error has no buffer, each is a call of the system. */
static void print_part(FILE *file, const char *text, size_t length, const char *allowed)
{
	const char *end = text + length;

	for (;;) {
		const char *plain = plain_end(text, end, allowed);
		size_t bytes;

		fwrite(text, 1, (size_t)(plain - text), file);
		if (plain == end)
			return;
		text = plain;
		bytes = utf8_length(text);
		do
			fprintf(file, "\\%03o", (unsigned char)*text++);
		while (bytes-- > 1);
	}
}

void print_safe(FILE *file, const char *text)
{
	print_part(file, text, strlen(text), "\n\t");
}

void print_safe_line(FILE *file, const char *text)
{
	print_part(file, text, strcspn(text, "\n"), "");
}
