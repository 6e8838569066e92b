#include "out/safe.h"

#include "base/utf8.h"

#include <string.h>

static void print_part(FILE *file, const char *text, size_t length, const char *allowed)
{
	const char *end = text + length;

	while (text < end) {
		size_t bytes = utf8_length(text);

		if (bytes && (!utf8_is_control(text) || strchr(allowed, *text)))
			fwrite(text, 1, bytes, file);
		else
			for (size_t i = 0; i < (bytes ? bytes : 1); i++)
				fprintf(file, "\\%03o", (unsigned char)text[i]);
		text += bytes ? bytes : 1;
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
