/*
 * What is linked instead of libgit2's network transports. gitmig never talks to a remote,
 * but git_libgit2_init() names them, and so the static archive would bring TLS, SSH and
 * HTTP into the process: more code than all the rest, and at each start the certificates of
 * the system are read. An object on the link line comes before any member of an archive, so
 * these definitions win and the members that define the same names are not taken.
 *
 * Compiled only where libgit2 is an archive (see src/CMakeLists.txt). The prototypes of
 * what is not public are those of libgit2's src/libgit2/streams/mbedtls.h and
 * transports/{ssh,http}.h.
 */
#ifdef GITMIG_STATIC_GIT2

#include <git2.h>
#include <git2/sys/stream.h>
#include <git2/sys/transport.h>
#include <stdbool.h>

int git_mbedtls_stream_global_init(void);
int git_mbedtls__set_cert_location(const char *path, int is_dir);
int git_mbedtls_stream_new(git_stream **out, const char *host, const char *port);
int git_mbedtls_stream_wrap(git_stream **out, git_stream *in, const char *host);
int git_transport_ssh_global_init(void);
extern bool git_http__expect_continue;

bool git_http__expect_continue;

int git_mbedtls_stream_global_init(void)
{
	return 0;
}

int git_mbedtls__set_cert_location(const char *path, int is_dir)
{
	(void)path;
	(void)is_dir;
	return -1;
}

int git_mbedtls_stream_new(git_stream **out, const char *host, const char *port)
{
	(void)out;
	(void)host;
	(void)port;
	return -1;
}

int git_mbedtls_stream_wrap(git_stream **out, git_stream *in, const char *host)
{
	(void)out;
	(void)in;
	(void)host;
	return -1;
}

int git_transport_ssh_global_init(void)
{
	return 0;
}

int git_smart_subtransport_http(
	git_smart_subtransport **out, git_transport *owner, void *param)
{
	(void)out;
	(void)owner;
	(void)param;
	return -1;
}

int git_smart_subtransport_ssh(
	git_smart_subtransport **out, git_transport *owner, void *param)
{
	(void)out;
	(void)owner;
	(void)param;
	return -1;
}

int git_transport_ssh_with_paths(git_transport **out, git_remote *owner, void *payload)
{
	(void)out;
	(void)owner;
	(void)payload;
	return -1;
}

#endif
