# The libraries, as imported targets lib::NAME. Where a static archive is installed it is
# taken: starting a process that loads libgit2's shared objects costs four times as much as
# all the rest of a short command.

find_package(PkgConfig REQUIRED)

# gitmig_library(NAME PKG ARCHIVE...): lib::NAME from the archives when all are there, else
# the shared library as pkg-config describes it.
function(gitmig_library name pkg)
	pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${pkg})
	add_library(lib_${name} INTERFACE)
	add_library(lib::${name} ALIAS lib_${name})
	set(found TRUE)
	set(archives)
	foreach(archive ${ARGN})
		find_library(ARCHIVE_${archive} NAMES lib${archive}.a)
		mark_as_advanced(ARCHIVE_${archive})
		if(ARCHIVE_${archive})
			list(APPEND archives ${ARCHIVE_${archive}})
		else()
			set(found FALSE)
		endif()
	endforeach()
	if(found)
		target_link_libraries(lib_${name} INTERFACE ${archives})
		target_include_directories(lib_${name} SYSTEM INTERFACE ${${name}_INCLUDE_DIRS})
		set(${name}_STATIC TRUE PARENT_SCOPE)
	else()
		target_link_libraries(lib_${name} INTERFACE PkgConfig::${name})
		set(${name}_STATIC FALSE PARENT_SCOPE)
	endif()
endfunction()

gitmig_library(yaml yaml-0.1 yaml)
gitmig_library(cyaml libcyaml cyaml)
target_link_libraries(lib_cyaml INTERFACE lib::yaml)
gitmig_library(sqlite3 sqlite3 sqlite3)
target_link_libraries(lib_sqlite3 INTERFACE m)
gitmig_library(zlib zlib z)
gitmig_library(libdeflate libdeflate deflate)
gitmig_library(git2 libgit2 git2 pcre2-8 mbedcrypto http_parser z)

# FreeTDS is loaded when it is needed (drivers/mssql/library.h): only its header is.
find_path(SYBDB_INCLUDE sybdb.h REQUIRED)
add_library(lib_sybdb INTERFACE)
add_library(lib::sybdb ALIAS lib_sybdb)
target_include_directories(lib_sybdb SYSTEM INTERFACE ${SYBDB_INCLUDE})
target_link_libraries(lib_sybdb INTERFACE ${CMAKE_DL_LIBS})
