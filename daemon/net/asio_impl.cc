// The only file that compiles Boost.Asio's own code (BOOST_ASIO_SEPARATE_COMPILATION). All others
// see declarations only, which saves a third of their compile time.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
