/* Values of integer constant expressions; a shift too far has none. */
enum size { SMALL = 4, LARGE = SMALL << 2, LAST };
static const int limit = 10, braced = {3};
static const unsigned long wide = -1;
int table[7], n;
struct u {
    int a;
    int b[3];
} r = {1, {2}};
void take(long, ...);
void values(void)
{
    const int local = limit + 1;

    take(3, 'x', 3u - 4u, 0xffffffffffffffff, -1LL);
    take(SMALL, LARGE, LAST, sizeof table / sizeof *table, sizeof(struct u));
    take(limit, local, wide, braced, 1 << 20, 1 << 70, 1 << -1);
    take(n, n + 1, limit ? SMALL : LARGE, !limit, ~0, (char)300, 5 / 0);
    take(sizeof(struct u){1, {2}}, sizeof((struct u){.b = {1}}.b), r.b[0]);
    take(__builtin_offsetof(struct u, b), (long)3.5, 1 ? 2 : n, 07, (_Bool)4);
}
