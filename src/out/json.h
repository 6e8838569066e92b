#ifndef OUT_JSON_H
#define OUT_JSON_H

#include "base/strings.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * A JSON document, written as it is made: a history of 50,000 revisions needs no tree in
 * memory. Bytes that are no UTF-8 become U+FFFD. Calls that do not nest properly are a
 * programming error (assert).
 */
struct json {
	FILE *file;
	unsigned depth;
	bool first[32]; /* nothing was written yet at this depth */
	bool after_key;
};

void json_init(struct json *json, FILE *file);
void json_object(struct json *json);     /* { */
void json_end_object(struct json *json); /* }; at depth 0 a line feed follows */
void json_array(struct json *json);
void json_end_array(struct json *json);
void json_key(struct json *json, const char *key);
void json_string(struct json *json, const char *value); /* NULL: null */
void json_bool(struct json *json, bool value);
void json_int(struct json *json, long long value);
void json_null(struct json *json);
void json_raw(struct json *json, const char *text); /* a number as JSON spells it */

/* key and value at once. */
void json_put(struct json *json, const char *key, const char *value);
void json_put_bool(struct json *json, const char *key, bool value);
void json_put_int(struct json *json, const char *key, long long value);
void json_put_strings(struct json *json, const char *key, const struct strings *list);

#endif
