#include "cli/git.h"

#include "cli/process.h"

#include <stdarg.h>
#include <string.h>

#define OUTPUT_MAX ((size_t)64 << 20)

int git_run(struct pool *pool, const char *folder, char **output, struct error *err, ...)
{
	struct strings command = {0};
	const char *word;
	size_t length;
	va_list words;
	char *text;

	strings_add(pool, &command, "git");
	va_start(words, err);
	while ((word = va_arg(words, const char *)))
		strings_add(pool, &command, word);
	va_end(words);
	if (process_output(pool, folder, &command, OUTPUT_MAX, &text, &length, err)) {
		if (err)
			err->code = ERR_GIT;
		return error_prefix(err, "%s", strings_join(pool, &command, " "));
	}
	while (length && text[length - 1] == '\n')
		text[--length] = '\0';
	if (output)
		*output = text;
	return 0;
}
