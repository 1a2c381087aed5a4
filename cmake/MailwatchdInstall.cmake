# What is installed where, below CMAKE_INSTALL_PREFIX (/usr in a package). The programs are installed by
# cmake/MailwatchdRoom.cmake.

set(MAILWATCHD_UNIT_DIRECTORY "lib/systemd/system" CACHE PATH
    "Of systemd's units; `pkg-config --variable=systemdsystemunitdir systemd`")

set(data "${CMAKE_INSTALL_DATADIR}/mailwatchd")

install(FILES etc/mailwatchd.toml DESTINATION ${CMAKE_INSTALL_SYSCONFDIR}/mailwatchd)
install(FILES etc/domains.d/README DESTINATION ${CMAKE_INSTALL_SYSCONFDIR}/mailwatchd/domains.d)

install(FILES systemd/mailwatchd.service DESTINATION ${MAILWATCHD_UNIT_DIRECTORY})
install(FILES systemd/mailwatchd.sysusers DESTINATION lib/sysusers.d RENAME mailwatchd.conf)

install(DIRECTORY catalogue/ DESTINATION ${data})
foreach(part grafana prometheus runbooks)
  install(DIRECTORY dashboards/${part} DESTINATION ${data} PATTERN tests EXCLUDE)
endforeach()

install(FILES dashboards/README.md DESTINATION ${data})

foreach(program mailwatchd mailwatchctl)
  install(FILES packaging/completion/${program}.bash RENAME ${program}
          DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES packaging/completion/_${program}
          DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
  install(FILES packaging/completion/${program}.fish
          DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endforeach()
