/* flags: -fopenmp */
/* With -fopenmp libclang shows neither the directive nor the loop below it. */
int f(int);
void run(int n)
{
#pragma omp   parallel for \
        schedule(dynamic)
    for (int i = 0; i < n; i++)
        f(i);
    _Pragma("omp simd") for (int i = 0; i < n; i++) f(i);
#pragma GCC ivdep
    for (int i = 0; i < n; i++)
        f(i);
}
