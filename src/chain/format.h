#ifndef CHAIN_FORMAT_H
#define CHAIN_FORMAT_H

/* Shared by those who read and write snapshots. The version changes with the structs of
 * snapshot.h; that the program is another one is in the key. */
#define SNAPSHOT_MAGIC   "gitmig\x1a\n"
#define SNAPSHOT_VERSION UINT32_C(0x01020306) /* another byte order reads another one */
#define SNAPSHOT_MAX     ((size_t)1 << 31)

#endif
