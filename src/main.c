#include <stdio.h>

int main(void)
{
	puts("gitmig " GITMIG_VERSION);
	return 0;
}
